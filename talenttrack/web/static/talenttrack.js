/* What makes the pages nicer where there is a script; every page does the same work without it.

   data-shown-when="pool=itf|nias_extra": this part is there only while the form's control `pool` has one of these
   values. A part that is hidden is not sent empty: its answers stay, and the server says whether they are needed. */
(function () {
  "use strict";

  function valueOf(form, name) {
    var control = form.elements[name];
    if (!control) return "";
    if (control.type === "checkbox") return control.checked ? control.value : "";
    return control.value || "";
  }

  function show(root) {
    root.querySelectorAll("[data-shown-when]").forEach(function (part) {
      var form = part.closest("form");
      var wish = part.getAttribute("data-shown-when").split("=");
      part.hidden = !!form && wish[1].split("|").indexOf(valueOf(form, wish[0])) < 0;
    });
  }

  function start(root) {
    show(root);
    root.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
  }

  document.addEventListener("change", function () { show(document); });
  document.addEventListener("DOMContentLoaded", function () {
    start(document);
    var summary = document.querySelector(".govuk-error-summary");
    if (summary) summary.focus();
    var here = document.querySelector(".tt-sections [aria-current]");
    if (here) here.parentNode.parentNode.scrollLeft = here.offsetLeft - 40;
  });
  document.addEventListener("htmx:load", function (event) { start(event.target); });
})();
