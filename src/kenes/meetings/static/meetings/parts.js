// Markup from the house into a page, without scripts and without losing what a person is doing.

const plain = { createHTML: (text) => text };
// The page's policy knows this name and no other. What is parsed here is never run: the policy
// lets no script in but the files of the house.
const policy = globalThis.trustedTypes?.createPolicy("kenes-live", plain) ?? plain;
const parser = new DOMParser();

/** The element that the text describes. */
export function parsed(text) {
  const made = parser.parseFromString(policy.createHTML(text), "text/html");
  return document.importNode(made.body.firstElementChild, true);
}

// What the reader has done to an element, which the house does not know of.
const OWN = { DETAILS: ["open"], TEXTAREA: ["data-kept"], FORM: ["aria-busy"], H2: ["tabindex"] };

/** Makes ``here`` what ``there`` is; nodes that are the same stay the same nodes. */
export function morph(here, there) {
  if (here.isEqualNode(there)) return;
  if (here.nodeType !== there.nodeType || here.nodeName !== there.nodeName || here.id !== there.id) {
    here.replaceWith(there);
    return;
  }
  if (here.nodeType !== Node.ELEMENT_NODE) {
    if (here.nodeValue !== there.nodeValue) here.nodeValue = there.nodeValue;
    return;
  }
  const own = OWN[here.nodeName] ?? [];
  for (const { name } of Array.from(here.attributes)) {
    if (!there.hasAttribute(name) && !own.includes(name)) here.removeAttribute(name);
  }
  for (const { name, value } of there.attributes) {
    if (here.getAttribute(name) !== value && !own.includes(name)) here.setAttribute(name, value);
  }
  morphChildren(here, there);
}

function morphChildren(here, there) {
  let next = here.firstChild;
  for (const wanted of Array.from(there.childNodes)) {
    const found = match(wanted, next, here);
    if (found === null) {
      here.insertBefore(wanted, next);
    } else {
      if (found === next) next = next.nextSibling;
      else here.insertBefore(found, next);
      morph(found, wanted);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

/** The node that is to become ``wanted``: the one with its id, else the next of its kind. */
function match(wanted, next, within) {
  if (wanted.id) {
    for (const child of within.children) if (child.id === wanted.id) return child;
    return null;
  }
  for (let node = next; node; node = node.nextSibling) {
    if (node.nodeType === wanted.nodeType && node.nodeName === wanted.nodeName && !node.id) return node;
    if (wanted.nodeType !== Node.TEXT_NODE) continue;
    break;
  }
  return null;
}
