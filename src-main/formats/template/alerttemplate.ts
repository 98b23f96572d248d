import type { Labels } from '../../shared/model/labels.ts';
import { FUNCTION_NAMES, functionsFor, type TemplateSurroundings } from './alertfunctions.ts';
import { execute } from './execute.ts';
import { type Template, TemplateError } from './nodes.ts';
import { parseTemplate } from './parser.ts';
import type { Value } from './values.ts';

/** The names that Prometheus declares before every template of an alert. */
const VARIABLES = ['$labels', '$externalLabels', '$externalURL', '$value'];

/** What one alert gives its templates. */
export interface AlertData extends TemplateSurroundings {
  readonly labels: Labels;
  readonly externalLabels: Labels;
  readonly value: number;
}

/** A label's value or an annotation, understood. */
export interface AlertTemplate {
  /** The text for one alert. errors: TemplateError without the template's name, and what `query` throws */
  expand(data: AlertData): string;
}

/** errors TemplateError in Go's words */
export function alertTemplate(text: string): AlertTemplate {
  if (!text.includes('{{')) return { expand: () => text };
  const template: Template = parseTemplate(text, FUNCTION_NAMES, VARIABLES);
  return {
    expand: data => {
      const labels = new Map<string, Value>(Object.entries(data.labels)), externalLabels = new Map<string, Value>(Object.entries(data.externalLabels));
      const dot = new Map<string, Value>([['Labels', labels], ['ExternalLabels', externalLabels], ['ExternalURL', data.externalUrl], ['Value', data.value]]);
      const variables = new Map<string, Value>([['$labels', labels], ['$externalLabels', externalLabels], ['$externalURL', data.externalUrl], ['$value', data.value]]);
      return execute(template, functionsFor(data), dot, variables);
    },
  };
}

/** What is wrong with a template, as Prometheus says it; null when nothing is. */
export function templateProblem(text: string, alert: string): string | null {
  try {
    alertTemplate(text);
    return null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return placed(error, alert);
  }
}

export const placed = ({ line, message }: TemplateError, alert: string): string => `template: __alert_${alert}:${line}: ${message}`;
