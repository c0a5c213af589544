import { describe, expect, it } from "vitest";
import { dayName, shortWhen } from "./dates";

const now = new Date(2026, 2, 4, 9, 0);

describe("shortWhen", () => {
  it("is the time today, the weekday within a week, then the date", () => {
    expect(shortWhen(new Date(2026, 2, 4, 8, 5), now)).toMatch(/8:05/);
    expect(shortWhen(new Date(2026, 2, 3, 23, 59), now)).toBe("Tue");
    expect(shortWhen(new Date(2026, 1, 26, 0, 1), now)).toBe("Thu");
    expect(shortWhen(new Date(2026, 1, 25, 23, 59), now)).toBe("Feb 25");
  });

  it("has the year of another year", () => {
    expect(shortWhen(new Date(2025, 2, 4), now)).toBe("Mar 4, 2025");
    expect(shortWhen(new Date(2025, 11, 31), now)).toBe("Dec 31, 2025");
  });

  it("has the date of what is ahead of a clock that is behind", () => {
    expect(shortWhen(new Date(2026, 2, 5), now)).toBe("Mar 5");
  });
});

describe("dayName", () => {
  it("follows the day that it is", () => {
    const said = new Date(2026, 2, 4, 23, 50);
    expect(dayName(said, new Date(2026, 2, 4, 23, 59))).toBe("Today");
    expect(dayName(said, new Date(2026, 2, 5, 0, 1))).toBe("Yesterday");
    expect(dayName(said, new Date(2026, 2, 7))).toBe("Wednesday, March 4");
  });
});
