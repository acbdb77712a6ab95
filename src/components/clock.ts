import { useEffect, useState } from 'react';

/** The time, anew as often as `interval` (milliseconds) says. */
export function useClock(interval: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
