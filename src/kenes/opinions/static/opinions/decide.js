// One key for each decision, while the statement or what belongs to it has the focus: A puts it to
// the vote, M and R lead to what is asked first.
const place = document.querySelector("[data-deciding]");
for (const told of place.querySelectorAll("kbd[hidden], .keys-told[hidden]")) told.hidden = false;
if (!document.getElementById("errors")) place.focus({ preventScroll: true });

const isTyping = (target) => target.closest("input:not([type=radio]), textarea, select");

place.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || isTyping(event.target)) return;
  const key = event.code.replace("Key", "").toLowerCase(); // the same key in every layout
  const form = place.querySelector(`form[data-key="${CSS.escape(key)}"]`);
  if (!form) return;
  event.preventDefault();
  if (key === "a") {
    form.requestSubmit(form.querySelector("button"));
    return;
  }
  form.scrollIntoView({ block: "center" });
  form.querySelector("input:not([type=hidden]), textarea")?.focus();
});
