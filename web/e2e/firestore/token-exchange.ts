import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { project } from "./hidane";

const idTokenSeconds = 3600;

// Stands in for Firebase's Identity Toolkit and token service: takes custom tokens and gives ID tokens with their claims.
// Nothing is signed or verified; the emulator of Firestore does not look.
export class TokenExchange {
  readonly #server: Server;
  signIns = 0;
  refreshes = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TokenExchange> {
    const exchange: TokenExchange = new TokenExchange(
      createServer((request, response) => {
        exchange.#serve(request, response).catch((error: unknown) => {
          response.writeHead(400).end(String(error));
        });
      }),
    );
    exchange.#server.listen(0, "127.0.0.1");
    await once(exchange.#server, "listening");
    return exchange;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*");
    if (request.method === "OPTIONS") {
      response.end();
      return;
    }
    const { pathname } = new URL(request.url ?? "/", this.url);
    const body = await text(request);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(this.#answer(pathname, body)));
  }

  #answer(path: string, body: string): object {
    if (path.endsWith("/accounts:signInWithCustomToken")) {
      ++this.signIns;
      const { token } = JSON.parse(body) as { token: string };
      const claims = claimsOf(token);
      return { ...session(claims), idToken: idToken(claims), expiresIn: String(idTokenSeconds), isNewUser: false };
    }
    if (path.endsWith("/accounts:lookup")) {
      const { idToken } = JSON.parse(body) as { idToken: string };
      return { users: [{ localId: claimsOf(idToken).uid, customAuth: true }] };
    }
    if (path.endsWith("/v1/token")) {
      ++this.refreshes;
      const claims = claimsOf(new URLSearchParams(body).get("refresh_token") ?? "");
      const { refreshToken } = session(claims);
      const token = idToken(claims);
      return { access_token: token, id_token: token, refresh_token: refreshToken, expires_in: String(idTokenSeconds) };
    }
    throw new Error(`Nobody expected ${path}`);
  }
}

interface Claims {
  readonly uid: string;
  readonly claims?: object;
}

// A custom token like Caravan's, whose signature nobody looks at here.
export function customToken(uid: string, epoch: number): string {
  return unsigned({ uid, claims: { epoch } });
}

function session(claims: Claims): { readonly refreshToken: string } {
  return { refreshToken: unsigned(claims) };
}

function idToken({ uid, claims }: Claims): string {
  const now = Math.floor(Date.now() / 1_000);
  const issuer = { iss: `https://securetoken.google.com/${project}`, aud: project, auth_time: now };
  const subject = { sub: uid, user_id: uid, uid, firebase: { sign_in_provider: "custom", identities: {} } };
  return unsigned({ ...issuer, ...subject, ...claims, iat: now, exp: now + idTokenSeconds });
}

function unsigned(payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(payload)}.`;
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
}
