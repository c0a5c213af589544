const paths = {
  back: "M15 5l-7 7 7 7",
  chart: "M4 20h16M7 16v-4M12 16V6M17 16V9",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  close: "M6 6l12 12M18 6L6 18",
  compose: "M4 20h4L19 9a2.1 2.1 0 0 0-3-3L5 17zM14 8l3 3",
  dark: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5",
  down: "M12 5v14M6 13l6 6 6-6",
  group:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 14.5a6.5 6.5 0 0 1 3 5.5",
  light:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M4.2 4.2l1.4 1.4M18.4 18.4l1.4 1.4M2.5 12h2M19.5 12h2M4.2 19.8l1.4-1.4M18.4 5.6l1.4-1.4",
  logOut: "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l4 4",
  send: "M5 12l-1-7 17 7-17 7zM5 12h8",
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  warning: "M12 8v5M12 16.5v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
} as const;

export type IconName = keyof typeof paths;

// Icons only go with words, so they say nothing to a screen reader.
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export function Logo({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#17695a" />
      <path
        d="M7 10.5A2.5 2.5 0 0 1 9.5 8h9A2.5 2.5 0 0 1 21 10.5v5a2.5 2.5 0 0 1-2.5 2.5H12l-3.7 3a.8.8 0 0 1-1.3-.6z"
        fill="#fff"
      />
      <path
        d="M13 20.5h6.2l2.9-2.3a3 3 0 0 0 1.4-2.6v-2.1A2.5 2.5 0 0 1 25.5 16v7.7a.7.7 0 0 1-1.2.5L21.7 22H15.5a2.5 2.5 0 0 1-2.5-1.5"
        fill="#b9ddd2"
      />
    </svg>
  );
}
