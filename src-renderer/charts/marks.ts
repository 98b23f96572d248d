import { createContext, useContext } from 'react';

/** Something that happened at a time (unix ms), shown on every chart of a page. */
export interface ChartMark { readonly time: number; readonly level: 'plain' | 'critical' }

const NONE: readonly ChartMark[] = [];
const MarksContext = createContext<readonly ChartMark[]>(NONE);
export const MarksProvider = MarksContext.Provider;
export const useMarks = (): readonly ChartMark[] => useContext(MarksContext);
