// A person's HTTP client.
import { randomUUID } from 'node:crypto';

const password = 'correct horse battery';

async function expect(status, answer) {
  if (answer.status !== status) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export class Person {
  #server;

  constructor(server, name) {
    this.#server = server;
    this.name = name;
  }

  async signUp() {
    const account = { username: this.name, password };
    this.id = String((await expect(201, await this.#post('/auth/api/v1/users/', account))).id);
    await this.logIn();
    return this;
  }

  async logIn() {
    const body = new URLSearchParams({ username: this.name, password });
    const answer = await fetch(`${this.#server.url}/auth/api/v1/login/`, { method: 'POST', body });
    this.token = (await expect(200, answer)).access_token;
    return this.token;
  }

  async openChat(other) {
    const chat = { users_id: [this.id, other.id], users_name: [this.name, other.name] };
    return (await expect(201, await this.#post('/chat/api/v1/chat/', chat))).chat_id;
  }

  async say(chat, to, body) {
    const message = { message_id: randomUUID(), chat_id: chat, from_user: this.id, to_user: to.id, body };
    return expect(201, await this.#post('/chat/api/v1/messaging/', message));
  }

  async isAuthorised(token) {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.#server.url}/chat/api/v1/chat/`, { headers });
    await answer.arrayBuffer();
    return answer.status === 200;
  }

  #post(path, body) {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token}` };
    return fetch(this.#server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
}
