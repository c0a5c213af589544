import { type Hidane, project } from "./hidane";
import type { ServiceAccount } from "./service-account";

// Of a server that writes to the emulator, signs with a key of its own and sends browsers to this exchange of tokens.
export function feedSettings(hidane: Hidane, exchange: { readonly url: string }, { file }: ServiceAccount): string[] {
  return [
    "backend.feed=firestore",
    `firestore.project=${project}`,
    "firebase.signer=key_file",
    `firebase.credentials_file=${file}`,
    `firebase.project=${project}`,
    "firebase.api_key=demo",
    `firebase.emulator_firestore=${hidane.host}`,
    `firebase.emulator_auth=${exchange.url}`,
  ];
}
