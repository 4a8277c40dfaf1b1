"""Use cases of the Research Talent Hub: what companies and officers do with engagements."""
