import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { ReadingPlace } from "@/messenger/histories";
import { ScrollAnchor } from "./scroll-anchor";

export interface AnchoredScroll {
  readonly atEnd: boolean;
  readonly toEnd: () => void;
}

// `lines` selects the elements in the scroller that stand still while others come and go. It begins at `place`, or at the
// end; `onLeave` hears where it stood last.
export function useAnchoredScroll(
  scroller: RefObject<HTMLElement | null>,
  lines: string,
  place: ReadingPlace | null,
  onLeave: (place: ReadingPlace | null) => void,
): AnchoredScroll {
  const anchor = useRef<ScrollAnchor | null>(null);
  const [begin] = useState(place);
  const [atEnd, setAtEnd] = useState(begin === null);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const own = new ScrollAnchor(element, lines, begin);
    anchor.current = own;
    const remember = () => {
      own.remember();
      setAtEnd(own.atEnd);
    };
    const observer = new ResizeObserver(() => {
      own.settle();
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener("scroll", remember, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", remember);
      onLeave(own.place);
    };
  }, [scroller, lines, begin, onLeave]);

  // Before every paint, since any render may have changed what stands above.
  useLayoutEffect(() => {
    anchor.current?.settle();
  });

  const toEnd = useCallback(() => {
    anchor.current?.toEnd();
  }, []);

  return { atEnd, toEnd };
}
