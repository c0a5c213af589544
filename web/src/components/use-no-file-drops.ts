import { useEffect } from "react";

// A file that is dropped beside the field would be opened instead of the page.
export function useNoFileDrops(): void {
  useEffect(() => {
    const events = new AbortController();
    const refuse = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files") || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    };
    window.addEventListener("dragover", refuse, { signal: events.signal });
    window.addEventListener("drop", refuse, { signal: events.signal });
    return () => {
      events.abort();
    };
  }, []);
}
