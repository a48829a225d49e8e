// Long work: asks how far it is, and shows the page anew when the status changes.
const work = document.querySelector("[data-progress-url]");
if (work) {
  let first = null;
  const look = async () => {
    const answer = await fetch(work.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    first ??= told.status;
    if (told.status !== first || ["ready", "applied", "failed"].includes(told.status)) {
      location.reload();
    } else {
      setTimeout(look, 1000);
    }
  };
  setTimeout(look, 1000);
}
