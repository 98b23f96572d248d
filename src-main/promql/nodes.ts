import type { SyntaxNode } from '@lezer/common';
import { AppError } from '../shared/model/errors.ts';
import type { Span } from './ast.ts';
import { parseNumber, unquote } from './literals.ts';
import { parseError, quoted } from './position.ts';

/** What building the tree needs everywhere. */
export interface Source { readonly query: string; readonly experimental: boolean; readonly maxDepth: number }

export const spanOf = ({ from, to }: SyntaxNode): Span => ({ from, to });
export const textOf = (node: SyntaxNode, { query }: Source): string => query.slice(node.from, node.to);

export function numberOf(node: SyntaxNode, source: Source): number {
  try {
    return parseNumber(textOf(node, source).replace(/#.*/g, ''));
  } catch (error) {
    throw error instanceof AppError ? parseError(source.query, node.from, error.message) : error;
  }
}

export function stringOf(node: SyntaxNode, source: Source): string {
  const text = unquote(textOf(node, source));
  if (text === null) throw parseError(source.query, node.from, `error unquoting string ${quoted(textOf(node, source))}: invalid syntax`);
  return text;
}
