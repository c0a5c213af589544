import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

// An installation of several nodes that tests/services/stack/browsers_test.py runs beside these tests.
export class Installation {
  // One person's way in each. Its balancer prefers a front node of its own and knows them all.
  readonly urls: readonly [string, string];
  readonly #control: string;

  constructor() {
    const [one, other] = variable("CARAVAN_INSTALLATION_URLS").split(" ");
    if (!one || !other) throw new Error("An installation has two ways in");
    this.urls = [one, other];
    this.#control = variable("CARAVAN_INSTALLATION_CONTROL");
  }

  // Nodes ("front-0", "aggregate-1") take kill, stop and start; balancers ("balancer-0") and the network before a
  // store ("kafka") take cut, black_hole and forward. Resolves when it is done.
  async tell(part: string, action: string): Promise<void> {
    const socket = connect(this.#control);
    try {
      socket.write(`${part} ${action}\n`);
      const [answer] = (await once(createInterface({ input: socket }), "line")) as [string];
      if (answer !== "done") throw new Error(`${part} ${action}: ${answer}`);
    } finally {
      socket.destroy();
    }
  }
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this through tests/services/stack/browsers_test.py`);
  return value;
}
