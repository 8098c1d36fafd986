// For those who use the keyboard: Escape folds in what is open, and what takes the focus away gives it back.

// What Escape folds in around the focus, and what opened it: a menu on narrow pages, else something unfolded.
const foldedAround = (element) => {
  const toggle = element
    .closest(".govuk-service-navigation__wrapper")
    ?.querySelector(".govuk-js-service-navigation-toggle[aria-expanded=true]:not([hidden])");
  const details = element.closest("details[open]");
  return toggle ? [toggle, () => toggle.click()] : details && [details.querySelector("summary"), () => (details.open = false)];
};

document.addEventListener("keydown", (event) => {
  // In a list or a date the key closes the browser's own choices.
  if (event.key !== "Escape" || event.defaultPrevented || event.target.matches("select, input[type=date]")) {
    return;
  }
  const [opener, fold] = foldedAround(event.target) ?? [];
  if (opener) {
    fold();
    opener.focus();
  }
});

const CONTROLS = "a[href], button, summary, input, select, textarea, [tabindex]";
const known = (element) =>
  [element.localName, element.id, element.name, element.getAttribute("href"), element.textContent.trim()].join(" ");
let lost = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const focused = document.activeElement;
  if (focused !== document.body && detail.target.contains(focused)) {
    lost = { element: focused, name: known(focused) };
  }
});

// The focus goes to the same link or button of the new part, or to the part itself where there is none.
document.addEventListener("htmx:afterSettle", ({ detail: { elt: part } }) => {
  if (!lost || lost.element.isConnected) {
    return;
  }
  const { name } = lost;
  lost = null;
  if (document.activeElement !== document.body) {
    return;
  }
  const same = [...part.querySelectorAll(CONTROLS)].find((element) => known(element) === name);
  if (!same) {
    part.tabIndex = -1;
  }
  (same ?? part).focus({ preventScroll: Boolean(same) });
});

// An address with a fragment (the way past the header leaves one) takes the focus from what is wrong: give it back.
const wrong = document.querySelector(".govuk-error-summary:not([data-disable-auto-focus])");
if (wrong && window.location.hash) {
  window.addEventListener("load", () =>
    window.setTimeout(() => {
      if (document.activeElement === document.body) {
        wrong.tabIndex = -1;
        wrong.focus();
      }
    }),
  );
}
