// The state of each subject as entries left it, held against what the site showed.

const OF_THE_ACT = "act."; // by whom, why: no part of the state

export class States {
  #shown; // Map: subject -> Map: field -> payload
  #states = new Map(); // subject -> Map: field -> {index, payload}

  constructor(shown) {
    this.#shown = shown;
    for (const subject of shown.keys()) this.#states.set(subject, new Map());
  }

  /** ``good``: the payloads that give their commitments; of the other fields nothing is known. */
  enter(index, subject, fields, good) {
    const state = this.#states.get(subject);
    if (!state) return;
    for (const field of fields.filter((name) => !name.startsWith(OF_THE_ACT))) {
      state.set(field, { index, payload: good.get(field) ?? null });
    }
  }

  compare() {
    const found = [];
    for (const [subject, shown] of this.#shown) {
      const state = this.#states.get(subject);
      for (const field of new Set([...state.keys(), ...shown.keys()])) {
        const entered = state.get(field);
        if (!entered) {
          found.push({ code: "state-unrecorded", facts: { subject, field } });
        } else if (entered.payload !== null && entered.payload !== (shown.get(field) ?? "null")) {
          const facts = { subject, field, index: String(entered.index) };
          found.push({ code: "state-differs", facts });
        }
      }
    }
    return found;
  }
}
