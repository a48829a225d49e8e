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
  form.addEventListener("submit", () => localStorage.removeItem(key));
}
