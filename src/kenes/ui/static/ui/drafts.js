// A form with data-draft keeps what was typed until it is saved.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${location.pathname}:${form.dataset.draft}`;
  const texts = () => form.querySelectorAll("textarea, input[type=text]");
  const refused = document.getElementById("errors");
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (kept && !refused) {
    for (const field of texts()) if (kept[field.name]) field.value = kept[field.name];
  }
  form.addEventListener("input", () => {
    const now = {};
    for (const field of texts()) now[field.name] = field.value;
    localStorage.setItem(key, JSON.stringify(now));
  });
  // With data-draft-keep the name of the draft changes once the form is saved: until then what
  // was typed outlives a refusal, a lost connection, the end of the session.
  if (!("draftKeep" in form.dataset)) {
    form.addEventListener("submit", () => localStorage.removeItem(key));
  }
}
