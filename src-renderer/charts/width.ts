import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Width of an element in CSS px, rounded up to hundreds so that a window being resized does not ask anew at every pixel; 0 before it is laid out. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.ceil((box.current?.clientWidth ?? 0) / 100) * 100);
    measure();
    const resize = new ResizeObserver(measure);
    resize.observe(box.current!);
    return () => resize.disconnect();
  }, []);
  return [box, width];
}
