export type Bell = { ring(): void; wait(most: number): Promise<void> };

/** Rung while nobody waits, it is heard by whoever waits next: what was queued during a look is not overlooked. */
export function hangBell(): Bell {
  let isRung = false;
  let hear = () => {};
  return {
    ring: () => {
      isRung = true;
      hear();
    },
    wait: (most) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => hear(), most);
        hear = () => {
          clearTimeout(timer);
          isRung = false;
          hear = () => {};
          resolve();
        };
        if (isRung) hear();
      }),
  };
}
