// Saves every change of the audit's form as it is made. Without it the page is sent as a whole.
//
// Changes wait in `unsent`, a name and its latest value, until the server has taken them. What fails is sent
// again, later and later, and at once when the connection comes back; nothing is kept on the device itself.

const form = document.querySelector("[data-answers]");
const status = form.querySelector("[data-status]");
const unsent = new Map();
const LONGEST_WAIT = 60_000;
const TYPING = 1_000;
let sending = null;
let wait = 2_000;
let timer = 0;

const say = (words, trouble = false) => {
  if (status.textContent !== words) {
    status.textContent = words;
  }
  status.classList.toggle("answer-status--trouble", trouble);
};

const shown = (name) => form.querySelector(`input[name="${CSS.escape(`was-${name}`)}"]`);
const clearing = (name) => form.querySelector(`[data-clears="${CSS.escape(name)}"]`);

const post = async (name, value) => {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, [name]: value });
  const answer = await fetch(form.action, { method: "POST", headers: { "X-Smeaton-Autosave": "1" }, body });
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  if (!answer.ok) {
    throw new Error(told.sentence || "The answers could not be saved just now.", { cause: answer.status });
  }
  return told.saved;
};

const sendAll = async () => {
  let saved = "";
  while (unsent.size) {
    const [name, change] = unsent.entries().next().value;
    saved = await post(name, change.value);
    if (shown(name)) {
      shown(name).value = change.value;
    }
    if (unsent.get(name) === change) {
      unsent.delete(name);
    }
  }
  return saved;
};

// Sends what waits, one change after the other; resolves to whether everything has been taken.
const flush = () => {
  window.clearTimeout(timer);
  sending ??= sendAll()
    .then((saved) => {
      wait = 2_000;
      if (saved) {
        say(`Saved ${saved}`);
      }
      return true;
    })
    .catch((error) => {
      const why = error.cause ? error.message : "No connection.";
      say(`${why} Not saved yet: your change stays on this page and is sent again by itself.`, true);
      timer = window.setTimeout(flush, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      return false;
    })
    .finally(() => {
      sending = null;
    });
  return sending;
};

const changed = (name, value) => {
  unsent.set(name, { value });
  const clear = clearing(name);
  if (clear) {
    clear.hidden = value === "";
  }
};

form.addEventListener("change", ({ target }) => {
  if (target.name) {
    changed(target.name, target.value);
    flush();
  }
});

form.addEventListener("input", ({ target }) => {
  if (target.matches("textarea")) {
    changed(target.name, target.value);
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, TYPING);
  }
});

form.addEventListener("click", (event) => {
  const name = event.target.closest("[data-clears]")?.dataset.clears;
  if (!name) {
    return;
  }
  event.preventDefault();
  const choices = form.querySelectorAll(`input[name="${CSS.escape(name)}"]`);
  for (const choice of choices) {
    choice.checked = false;
  }
  choices[0].focus();
  changed(name, "");
  flush();
});

// The page is left only when nothing waits, so that no answer is lost to a broken connection.
form.addEventListener("submit", async (event) => {
  if (navigator.onLine && !sending && !unsent.size) {
    return;
  }
  event.preventDefault();
  if (!navigator.onLine && !unsent.size) {
    say("No connection. Everything on this page is saved; carry on when you are back.", true);
  } else if (await flush()) {
    form.requestSubmit(event.submitter);
  }
});

window.addEventListener("online", () => (unsent.size ? flush() : say("Back again. Everything is saved.")));
window.addEventListener("offline", () => say("No connection. You can go on choosing on this page.", true));
window.addEventListener("beforeunload", (event) => {
  if (unsent.size) {
    event.preventDefault();
  }
});

status.classList.add("answer-status--live");
say("Your answers are saved as you go. You may skip what you cannot answer.");
