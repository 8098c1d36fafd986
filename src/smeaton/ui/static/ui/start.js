// Starts the components of GOV.UK Frontend. Pages work without it.
import { initAll } from "./built/govuk-frontend.min.js";
import "./keyboard.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A chart's table stands open until its picture is there.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const chart = event.detail.elt.closest(".smeaton-chart");
  if (chart && chart.querySelector("svg")) {
    chart.querySelector("details").removeAttribute("open");
  }
});
