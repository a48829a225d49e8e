// Long work: asks how far it is, and shows the page anew when it has moved on.
const work = document.querySelector("[data-progress-url]");
if (work) {
  const look = async () => {
    const answer = await fetch(work.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!told.busy || String(told.done) !== work.dataset.done) location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
