import { type RefObject, type SubmitEvent, useId, useRef, useState } from "react";
import { type Api, createApi, type Credentials } from "@/api/api";
import { type Refusal, refusalText } from "@/api/refusal";
import { accountFaults, type AccountFaults } from "@/domain/account-rules";
import { beginSession } from "@/session/session";
import { keepComposing } from "./keys";
import styles from "./welcome.module.css";

// Tells the account page's own refusals apart from those that every form may see.
function accountRefusalText(refusal: Refusal): string {
  if (refusal.kind === "conflict") return "This name, or one that looks like it, is taken. Choose another one.";
  if (refusal.status === 400) return "Wrong name or password.";
  return refusalText(refusal);
}

// Null when the session has begun. `begun` holds the name whose account an earlier try made or may have made: what was lost
// was the answer or the log-in behind it, and who takes the name now is the same person.
async function enter(
  api: Api,
  creating: boolean,
  account: Credentials,
  begun: RefObject<string | null>,
): Promise<Refusal | null> {
  const created = creating ? await api.createUser(account) : null;
  const refusal = created?.ok === false ? created.refusal : null;
  const isOwn = refusal?.kind === "conflict" && begun.current === account.username;
  if (refusal?.kind === "unreachable" || refusal?.kind === "unavailable" || created?.ok)
    begun.current = account.username;
  if (refusal && !isOwn) return refusal;
  const login = await api.logIn(account);
  if (!login.ok) return isOwn && login.refusal.status === 400 ? refusal : login.refusal;
  const { access_token: token, id: userId, username, administrator = false } = login.value;
  beginSession({ token, userId, username, administrator });
  return null;
}

interface AccountFormProps {
  readonly creating: boolean;
  readonly username: string;
  // What was typed as a name, for the other form.
  readonly onName: (name: string) => void;
  // Whether somebody may be in the middle of a word: what they type then is not for a password field.
  readonly interrupts: boolean;
}

export function AccountForm({ creating, username, onName, interrupts }: AccountFormProps) {
  const id = useId();
  const begun = useRef<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<AccountFaults>({});
  const [refusal, setRefusal] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = textOf(data, "username").normalize("NFC").trim();
    const password = textOf(data, "password");
    const found = accountFaults(name, password, creating);
    setFaults(found);
    setRefusal(null);
    const firstFault = found.username ? "username" : found.password ? "password" : null;
    if (firstFault) {
      form.querySelector<HTMLInputElement>(`[name=${firstFault}]`)?.focus();
      return;
    }
    setBusy(true);
    const refused = await enter(
      createApi(null, () => undefined),
      creating,
      { username: name, password },
      begun,
    );
    setBusy(false);
    if (!refused) return;
    const known = refused.fields.username ?? refused.fields.password;
    if (known) setFaults(refused.fields);
    else setRefusal(accountRefusalText(refused));
  }

  return (
    <form
      className={styles.form}
      noValidate
      onKeyDown={keepComposing}
      aria-label={creating ? "Create an account" : "Log in"}
      onSubmit={(event) => void submit(event)}
    >
      <div className="field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          id={`${id}-name`}
          className="input"
          name="username"
          defaultValue={username}
          onChange={(event) => {
            onName(event.target.value);
          }}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={!username}
          required
          aria-invalid={faults.username !== undefined}
          aria-describedby={`${id}-name-hint`}
        />
        <FieldHint id={`${id}-name-hint`} fault={faults.username} hint={creating ? "3 to 64 characters." : ""} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input
          id={`${id}-password`}
          className="input"
          name="password"
          type="password"
          autoComplete={creating ? "new-password" : "current-password"}
          autoFocus={username !== "" && !interrupts}
          required
          aria-invalid={faults.password !== undefined}
          aria-describedby={`${id}-password-hint`}
        />
        <FieldHint
          id={`${id}-password-hint`}
          fault={faults.password}
          hint={creating ? "At least 8 characters; a few words together are good." : ""}
        />
      </div>
      <div className={styles.alert} role="alert">
        {refusal ? <p className="notice bad">{refusal}</p> : null}
      </div>
      <button type="submit" className="button" disabled={busy}>
        {creating ? "Create account" : "Log in"}
      </button>
    </form>
  );
}

function textOf(data: FormData, field: string): string {
  const value = data.get(field);
  return typeof value === "string" ? value : "";
}

function FieldHint({ id, fault, hint }: { id: string; fault: string | undefined; hint: string }) {
  return (
    <p id={id} className={fault ? "fault" : "hint"}>
      {fault ?? hint}
    </p>
  );
}
