import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { applyThemeScript } from "@/session/theme";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "@/styles/controls.css";

export const metadata: Metadata = {
  title: "Caravan",
  description: "Chat with the people on this server.",
  robots: { index: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f2ed" },
    { media: "(prefers-color-scheme: dark)", color: "#131615" },
  ],
};

// The theme is set before the first paint, which React is too late for.
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: applyThemeScript }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
