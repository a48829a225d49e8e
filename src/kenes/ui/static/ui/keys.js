// "/" goes to the search box; Escape leaves a field or closes what is open.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    const search = document.querySelector('input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (event.key === "Escape") {
    const open = event.target.closest("details[open]");
    if (open) open.open = false;
    else if (typing) typing.blur();
  }
});
document.getElementById("errors")?.focus();
