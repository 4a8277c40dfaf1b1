"""A second reading of the RTH and NIAS rules, slow and obvious, on plain dicts.

Nothing here but `adapter` may import the product.
"""
