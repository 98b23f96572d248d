import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type Log, openLog } from '../base/log.ts';
import { defaultDataDir } from '../host/config.ts';
import { type QueryFlags, runCheck, runCompact, runLink, runQuery, type Surroundings } from './ask.ts';
import { type ExportingFlags, runExporting } from './exporting.ts';
import { FILE_FORMATS } from '../shared/model/exportfile.ts';
import { runRepair } from './repairing.ts';
import { type BackupFlags, runBackup, runRestore } from './backing.ts';
import { IMPORT, importCommand } from './importcommand.ts';
import { type BacktestFlags, runBacktest, runRuleCheck, runRuleTests } from './ruling.ts';
import { DEFAULT_LISTEN, listenOption } from './options.ts';
import type { Places } from './places.ts';
import { endSignal, type ServeOptions, type Serving, serveHost, surviveErrors, untilSignal } from './serve.ts';
import { runStart } from './start.ts';
import { durationOption, timeOption } from './timespec.ts';

/** The command line. What a command answers goes to stdout, everything else to stderr. */
export function program(places: Places): Command {
  const cli = new Command('stratoscope').exitOverride().version(places.version).description('See, keep and question the metrics of all your machines, on your own desk.');
  const surroundings = (): Surroundings => ({ places, log: openLog(process.env['STRATOSCOPE_LOG'] ?? 'warn'), now: Date.now, print });

  servingCommand(cli, 'serve', 'collect, keep and answer until SIGTERM; the page is at the printed link').action(async (flags: ServeFlags) => {
    const log = serviceLog();
    const signal = endSignal();
    const serving = await serveHost(serveOptions(flags), places, log);
    printReady(serving);
    await untilSignal(signal, serving, log);
  });
  servingCommand(cli, 'start', 'the same, with a window where there is a display').action(async (flags: ServeFlags) => {
    await runStart(serveOptions(flags), { places, log: serviceLog(), ready: printReady, say: sentence => { process.stderr.write(`${sentence}\n`); } });
  });
  command(cli, 'query', 'ask in PromQL').argument('<promql>')
    .option('--time <time>', 'the moment asked for: now, now-6h, RFC 3339 or unix seconds', timeOption)
    .option('--from <time>', 'ask for a range, from here', timeOption).option('--to <time>', 'to here; now when left out', timeOption)
    .option('--step <duration>', 'between two points of a range; about 500 points when left out', durationOption)
    .addOption(new Option('--format <format>', 'table, csv, or json as Prometheus answers').choices(['table', 'csv', 'json']).default('table'))
    .action((promql: string, flags: QueryFlags) => runQuery(promql, flags, surroundings()));
  command(cli, 'export', 'write the answer of a range query, or stored samples as they are, to a file')
    .option('--query <promql>', 'what a range query answers').option('--match <selector>', 'samples of these series, raw; repeatable', (selector: string, all: readonly string[]) => [...all, selector], [])
    .option('--gzip', 'pack the file', false).requiredOption('--from <time>', 'now-6h, RFC 3339 or unix seconds', timeOption)
    .option('--to <time>', 'now when left out', timeOption, timeOption('now')).option('--step <duration>', 'about 500 points when left out', durationOption)
    .addOption(new Option('--format <format>', 'of a query csv or txt; openmetrics, jsonl as VictoriaMetrics has it, lines of InfluxDB').choices(FILE_FORMATS).default('csv')).option('--out <file>', 'of a query, stdout when left out', path => resolve(path))
    .action((flags: ExportingFlags) => runExporting(flags, surroundings()));
  importCommand(command(cli, 'import', IMPORT), surroundings);
  const rules = cli.command('rules').description('rule files, looked at without a workspace');
  rules.command('test').description("run promtool's unit-test files; exit code 0 when all is as expected").argument('<files...>').action((files: string[]) => { process.exitCode = runRuleTests(files, speaking); });
  rules.command('check').description('say what is wrong in rule files').argument('<files...>').action((files: string[]) => { process.exitCode = runRuleCheck(files, speaking); });
  command(cli, 'backtest', 'how often the alerting rules of a file would have fired over stored history').argument('<rules.yml>')
    .requiredOption('--from <time>', 'now-30d, RFC 3339 or unix seconds', timeOption).option('--to <time>', 'now when left out', timeOption)
    .addOption(new Option('--step <duration>', 'between two evaluations').argParser(durationOption).default(60_000, '1m')).addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action((file: string, flags: BacktestFlags) => runBacktest(file, flags, surroundings()));
  command(cli, 'check', 'verify every stored row; exit code 0 when all are sound').action(({ dataDir }: { dataDir: string }) => runCheck(dataDir, surroundings()));
  command(cli, 'compact', 'bring every stored row to its smallest form, and give back what is free').action(({ dataDir }: { dataDir: string }) => runCompact(dataDir, surroundings()));
  command(cli, 'backup', 'copy the whole workspace into a new folder, while it runs or not').argument('<folder>', 'empty or not there yet')
    .option('--vault', 'take the secrets along, under a passphrase of the copy: STRATOSCOPE_BACKUP_PASSPHRASE, or asked for. Without it no secret leaves', false)
    .action((folder: string, flags: BackupFlags) => runBackup(folder, flags, surroundings()));
  command(cli, 'restore', 'make a workspace of a backup, in a new folder').argument('<folder>', 'what `stratoscope backup` or a snapshot made')
    .action((folder: string, { dataDir }: { dataDir: string }) => runRestore(folder, dataDir, { print }));
  command(cli, 'repair', 'take out of a workspace what is damaged, and only that; it must not be running').action(({ dataDir }: { dataDir: string }) => runRepair(dataDir, surroundings()));
  command(cli, 'link', 'a fresh link to the page of the running host, for one browser within a minute').action(({ dataDir }: { dataDir: string }) => runLink(dataDir, { print }));
  return cli;
}

const command = (cli: Command, name: string, description: string): Command =>
  cli.command(name).description(description).option('--data-dir <dir>', 'where the samples and settings lie', path => resolve(path), defaultDataDir());

interface ServeFlags extends Omit<ServeOptions, 'hostNames'> { readonly hostName: readonly string[] }

const servingCommand = (cli: Command, name: string, description: string): Command => command(cli, name, description)
  .addOption(new Option('--listen <host:port>', 'address of the HTTP door; port 0 takes a free one').argParser(listenOption).default(DEFAULT_LISTEN, '127.0.0.1:9797'))
  .option('--token-file <file>', "the administrator's token; made when absent. Or set STRATOSCOPE_TOKEN", path => resolve(path))
  .option('--workspace <name>', 'the tenant name that senders may use', 'default')
  .option('--host-name <name>', 'a further name of this computer in addresses; repeatable', (host: string, hosts: readonly string[]) => [...hosts, host], [])
  .option('--insecure', 'allow an address that others can reach, without encryption', false)
  .option('--no-self', 'leave out this computer and our own metrics');

const serveOptions = ({ hostName, ...flags }: ServeFlags): ServeOptions => ({ ...flags, hostNames: hostName });
function serviceLog(): Log {
  const log = openLog(process.env['STRATOSCOPE_LOG'] ?? 'info');
  surviveErrors(log);
  return log;
}
const speaking = { print: (text: string): void => { process.stdout.write(text); }, complain: (text: string): void => { process.stderr.write(text); } };
const print = (text: string): void => { process.stdout.write(text); };
const printReady = (serving: Serving): void => print(`${JSON.stringify({ ready: true, url: serving.newLink(), origin: serving.origin })}\n`);
