// Passkeys: a form marked data-passkey gets its hidden credential from the device.
// Values: "add" a passkey, "prove" who signs in, "enter" with a passkey alone.

const BYTES = new Set(["challenge", "id", "rawId"]);

function toBytes(text) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The server writes bytes as text; the device wants bytes. The site's own id (rp) is text in both.
function forDevice(options) {
  const named = (name, value) => {
    if (name !== "rp" && value && typeof value === "object") return forDevice(value);
    return BYTES.has(name) && typeof value === "string" ? toBytes(value) : value;
  };
  if (Array.isArray(options)) return options.map((value) => named("", value));
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, named(name, value)]),
  );
}

function forServer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = { transports: response.getTransports?.() };
  for (const part of parts) if (response[part]) answer[part] = toText(response[part]);
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (form.dataset.passkey !== "enter") {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} from ${form.action}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey !== "add") {
    return navigator.credentials.get({ publicKey: forDevice(options.request_options.publicKey) });
  }
  const publicKey = forDevice(options.creation_options.publicKey);
  const alone = form.elements.passwordless?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey });
}

async function start(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    form.elements.credential.value = forServer(await ask(form));
    form.submit();
  } catch {
    failed.hidden = false;
    failed.focus();
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-start]");
    button.hidden = false;
    button.addEventListener("click", () => start(form));
  }
}
