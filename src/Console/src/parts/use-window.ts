import { useEffect, useState } from 'preact/hooks';

const beyond = 6;

interface Place { current: HTMLElement | null }

/**
 * Which of many rows of one height are in sight, with a few beyond, so that only those are drawn.
 * @param list what holds the rows, with room above and below for those that are not drawn
 * @param box what scrolls; the page when there is none
 */
export function useWindow(count: number, rowHeight: number, list: Place, box?: Place): { from: number; to: number } {
  const [place, setPlace] = useState({ from: 0, to: 60 });
  useEffect(() => {
    const area = box?.current;
    const look = () => {
      if (!list.current) return;
      const above = (area?.getBoundingClientRect().top ?? 0) - list.current.getBoundingClientRect().top;
      // In steps, so that most scrolling draws nothing anew.
      const from = Math.max(0, Math.floor(above / rowHeight / beyond) * beyond - beyond);
      const to = from + Math.ceil((area?.clientHeight ?? window.innerHeight) / rowHeight / beyond) * beyond + 3 * beyond;
      setPlace((before) => before.from === from && before.to === to ? before : { from, to });
    };
    look();
    const target = area ?? window;
    target.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      target.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [count, rowHeight]);
  return { from: Math.min(place.from, Math.max(0, count - beyond)), to: Math.min(place.to, count) };
}
