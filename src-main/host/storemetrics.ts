import type { Registry } from '../base/registry.ts';
import { REFUSAL_REASONS } from '../shared/model/ingestlimits.ts';
import type { StoreFigures } from '../workers/contract.ts';
import type { Intake } from '../workers/intake.ts';

type Note = (figures: StoreFigures) => void;

/** What the store, the ways into it and the limits tell of themselves; to be called with new figures before every look. */
export function storeMetrics(metrics: Registry, intake: Pick<Intake, 'bytes' | 'turnedAway'>): Note {
  const notes = [contents(metrics), work(metrics), receipts(metrics)];
  const waiting = metrics.gauge('stratoscope_intake_waiting_bytes', 'Bytes of pushed requests that wait to be stored or are being stored.');
  const turnedAway = metrics.counter('stratoscope_intake_turned_away_total', 'Pushed requests answered 503 because too much waited already.');
  return figures => {
    waiting.set(intake.bytes);
    turnedAway.raise(intake.turnedAway);
    for (const note of notes) note(figures);
  };
}

function contents(metrics: Registry): Note {
  const series = metrics.gauge('stratoscope_store_series', 'Series in the index.');
  const shards = metrics.gauge('stratoscope_store_shards', 'Groups of up to 32 series that are stored together.');
  const samples = metrics.gauge('stratoscope_store_samples', 'Samples in the store.');
  const headSamples = metrics.gauge('stratoscope_store_head_samples', 'Samples in memory that are not sealed yet.');
  const bytes = metrics.gauge('stratoscope_store_file_bytes', 'Size of the store on disk.');
  const blobs = metrics.gauge('stratoscope_store_blob_bytes', 'Bytes of sealed samples.');
  const rows = metrics.gauge('stratoscope_store_rows', 'Sealed rows.', ['kind']);
  const walRows = metrics.gauge('stratoscope_store_wal_rows', 'Write-ahead rows.');
  const walBytes = metrics.gauge('stratoscope_store_wal_bytes', 'Bytes of write-ahead rows.');
  const damaged = metrics.gauge('stratoscope_store_damaged_rows', 'Rows that failed their checksum since the start.');
  return ({ stats }) => {
    series.set(stats.series);
    shards.set(stats.shards);
    samples.set(stats.samples);
    headSamples.set(stats.headSamples);
    bytes.set(stats.fileBytes);
    blobs.set(stats.blobBytes);
    rows.labels('main').set(stats.rows);
    rows.labels('late').set(stats.lateRows);
    walRows.set(stats.walRows);
    walBytes.set(stats.walBytes);
    damaged.set(stats.damagedRows);
  };
}

function work(metrics: Registry): Note {
  const appended = metrics.counter('stratoscope_store_samples_appended_total', 'Samples taken in since the start.');
  const late = metrics.counter('stratoscope_store_late_samples_total', 'Samples that came later than the head reaches back.');
  const seals = metrics.counter('stratoscope_store_seals_total', 'Shards that were sealed.');
  const sealedRows = metrics.counter('stratoscope_store_sealed_rows_total', 'Rows written by sealing.');
  const sealedBytes = metrics.counter('stratoscope_store_sealed_bytes_total', 'Bytes written by sealing.');
  const compactions = metrics.counter('stratoscope_store_compactions_total', 'Steps of compaction and of rolling up.');
  const expired = metrics.counter('stratoscope_store_expired_rows_total', 'Rows that retention took away.');
  const dropped = metrics.counter('stratoscope_index_dropped_series_total', 'Series let go of because nothing was stored of them any more.');
  return ({ stats, tally }) => {
    appended.raise(stats.samplesAppended);
    late.raise(stats.lateSamples);
    seals.raise(tally.seals);
    sealedRows.raise(tally.sealedRows);
    sealedBytes.raise(tally.sealedBytes);
    compactions.raise(tally.compactions);
    expired.raise(tally.expiredRows);
    dropped.raise(tally.droppedSeries);
  };
}

function receipts(metrics: Registry): Note {
  const requests = metrics.counter('stratoscope_received_requests_total', 'Pushed requests that were taken in, by how they came.', ['by']);
  const samples = metrics.counter('stratoscope_received_samples_total', 'Pushed samples that were stored, by how they came.', ['by']);
  const exemplars = metrics.counter('stratoscope_received_exemplars_total', 'Pushed exemplars; they are not kept.', ['by']);
  const refused = metrics.counter('stratoscope_refused_samples_total', 'Pushed samples that were refused, by reason; for rate and size, requests.', ['reason']);
  for (const reason of [...REFUSAL_REASONS, 'rate', 'size']) refused.labels(reason); // a rate over a reason that has not happened yet is 0, not nothing
  return figures => {
    for (const { by, ...counts } of figures.received) {
      requests.labels(by).raise(counts.requests);
      samples.labels(by).raise(counts.samples);
      exemplars.labels(by).raise(counts.exemplars);
    }
    for (const [reason, count] of figures.refused) refused.labels(reason).raise(count);
  };
}
