// Why something is refused. A refusal carries the code of its sentence and what the sentence names.

export class Refusal extends Error {
  /**
   * @param {string} code of the sentence a reader sees
   * @param {string} detail in English, naming the place
   * @param {Object<string, string>} facts that the sentence names
   */
  constructor(code, detail, facts = {}) {
    super(detail);
    this.code = code;
    this.facts = { ...facts, detail };
  }
}

/** Bytes that follow no format we know. */
export const malformed = (detail) => new Refusal("malformed", detail);

/** No signature by a key that is trusted. */
export const untrusted = (detail) => new Refusal("untrusted", detail);

/** Well formed, and yet at odds with what was signed. */
export const contradiction = (detail) => new Refusal("contradiction", detail);

/** Not a fault of the bundle: this browser cannot decide. */
export const unsupported = (detail) => new Refusal("unsupported", detail);

/** The same refusal with the place in front: "entry 3: ...". */
export function at(place, error) {
  if (!(error instanceof Refusal)) return error;
  return new Refusal(error.code, `${place}: ${error.message}`, error.facts);
}
