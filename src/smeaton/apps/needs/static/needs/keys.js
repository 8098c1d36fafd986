// Typing in a sheet: after a key the next answer is ready, and Enter moves on instead of saving too early.
const form = document.querySelector("[data-keys]");
const keys = form ? [...form.querySelectorAll(".needs-key")] : [];

const moveOn = (from) => {
  const next = keys[keys.indexOf(from) + 1];
  (next ?? form.querySelector("button[type=submit]")).focus();
  next?.select();
};

for (const key of keys) {
  key.addEventListener("input", () => key.value && moveOn(key));
  key.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      moveOn(key);
    }
  });
}
if (form && !document.querySelector(".govuk-error-summary")) keys[0]?.focus();
