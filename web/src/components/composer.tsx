import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type RefObject,
  type SubmitEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { ChatSummary } from "@/api/types";
import { bodyRoom, draftLengthMax, whyNotPasted } from "@/domain/body-limit";
import { otherMember } from "@/domain/chat-list";
import { looksEmpty, tidied } from "@/domain/message-text";
import { outboxLimits } from "@/domain/outbox";
import { readDraft, writeDraft } from "@/session/drafts";
import styles from "./composer.module.css";
import { Icon } from "./icons";
import { hasTouchKeyboard, isComposing } from "./keys";
import { useMessenger } from "./use-messenger";

const filesRefusal = "Only text can be sent here, no files.";

export function Composer({ chat, title }: { chat: ChatSummary; title: string }) {
  const { sender, session } = useMessenger();
  const id = useId();
  const input = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(() => readDraft(session.userId, chat.chat_id));
  const [full, setFull] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const room = bodyRoom(body);
  const sendable = !looksEmpty(body) && !room.tooLong;

  useFocusForMouse(input);
  useLayoutEffect(() => {
    growToContent(input.current);
  }, [body]);

  function change(text: string) {
    setBody(text);
    setRefused(null);
    writeDraft(session.userId, chat.chat_id, text);
  }

  function send(event: SubmitEvent | KeyboardEvent) {
    event.preventDefault();
    if (!sendable) return;
    const taken = sender.send(chat.chat_id, otherMember(chat, session.userId), tidied(body));
    setFull(!taken);
    if (taken) change("");
    input.current?.focus();
  }

  // Of what is pasted or dropped.
  function take(event: ClipboardEvent | DragEvent, data: DataTransfer) {
    const text = data.getData("text/plain");
    const reason = data.files.length > 0 && !text ? filesRefusal : whyNotPasted(text, body);
    if (!reason) return;
    event.preventDefault();
    setRefused(reason);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || isComposing(event)) return;
    const sends = event.ctrlKey || event.metaKey || (!event.shiftKey && !hasTouchKeyboard());
    if (sends) send(event);
  }

  return (
    <form className={styles.composer} aria-label={`Write to ${title}`} onSubmit={send}>
      <div className={styles.box}>
        <label className="visually-hidden" htmlFor="message">
          Message to {title}
        </label>
        <textarea
          ref={input}
          id="message"
          className={styles.input}
          rows={1}
          placeholder="Write a message"
          dir="auto"
          enterKeyHint={hasTouchKeyboard() ? "enter" : "send"}
          value={body}
          aria-invalid={room.tooLong}
          aria-describedby={`${id}-room`}
          onChange={(event) => {
            change(event.target.value);
          }}
          onKeyDown={onKeyDown}
          maxLength={draftLengthMax}
          onPaste={(event) => {
            take(event, event.clipboardData);
          }}
          onDrop={(event) => {
            take(event, event.dataTransfer);
          }}
        />
        <button type="submit" className={styles.send} aria-label="Send" title="Send" disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
      <p id={`${id}-room`} className={styles.room} data-bad={room.tooLong || full || refused !== null} role="status">
        {refused ? `${refused} ` : null}
        {full ? `${outboxLimits.entriesMax} messages are waiting to be sent. Send more when they are through.` : null}
        {room.tooLong ? `Too long by ${-room.bytesLeft} bytes. ` : null}
        {room.showCounter && !room.tooLong ? `${room.bytesLeft} bytes left.` : null}
      </p>
    </form>
  );
}

// With a mouse there is a keyboard beside it; on a touch screen the focus would cover half of the messages with one.
function useFocusForMouse(input: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (matchMedia("(hover: hover)").matches) input.current?.focus();
  }, [input]);
}

// For browsers that cannot size a field by its content.
function growToContent(input: HTMLTextAreaElement | null): void {
  if (!input || CSS.supports("field-sizing", "content")) return;
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}
