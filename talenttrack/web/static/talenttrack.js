/* What makes the pages nicer where there is a script; every page does the same work without it.

   data-shown-when="pool=itf|nias_extra": this part is there only while the form's control `pool` has one of these
   values. A part that is hidden is not sent empty: its answers stay, and the server says whether they are needed.
   A part in which the server found a mistake stays, so that the links of the error summary lead to it.

   A form sent by GET leaves out what is empty, so that its address can be read and passed on; and where a part of the
   page was renewed for a new address, the links to the other languages follow it. */
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
      var wrong = part.querySelector(".govuk-error-message");
      part.hidden = !!form && !wrong && wish[1].split("|").indexOf(valueOf(form, wish[0])) < 0;
    });
  }

  function start(root) {
    show(root);
    root.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
  }

  document.addEventListener("formdata", function (event) {
    if (event.target.method !== "get") return;
    Array.from(event.formData.entries()).forEach(function (pair) {
      if (pair[1] === "") event.formData.delete(pair[0]);
    });
  });

  document.addEventListener("htmx:pushedIntoHistory", function () {
    document.querySelectorAll("a[hreflang]").forEach(function (link) {
      var here = new URL(location.href);
      here.searchParams.set("lang", new URL(link.href).searchParams.get("lang"));
      link.href = here.href;
    });
  });

  document.addEventListener("change", function () { show(document); });
  document.addEventListener("DOMContentLoaded", function () {
    start(document);
    var summary = document.querySelector(".govuk-error-summary");
    if (summary) summary.focus();
    var here = document.querySelector(".tt-sections [aria-current]");
    if (here) here.parentNode.parentNode.scrollLeft = here.offsetLeft - 40;
  });
  // A whole page, such as the one to sign in again, does not belong into the column beside a form.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var whole = /<html/i.test(event.detail.serverResponse);
    if (whole && event.detail.target.classList.contains("tt-live")) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:load", function (event) { start(event.target); });
})();
