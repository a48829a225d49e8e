// A click on what carries data-copy puts its text on the clipboard; the page works without it.
if (navigator.clipboard) {
  for (const place of document.querySelectorAll("[data-copy]")) {
    place.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.dataset.copy || place.textContent.trim());
      place.classList.add("copied");
      setTimeout(() => place.classList.remove("copied"), 1500);
    });
  }
}
