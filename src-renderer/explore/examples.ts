/** Queries worth a first look at one computer; their names are texts under `example`. */
export interface Example { readonly id: 'cpu' | 'memory' | 'load' | 'disk' | 'network' | 'filesystems'; readonly promql: string }

/**
 * instance  the label of this computer; null shows all machines
 * window    a PromQL duration for rates
 */
export function examplesFor(instance: string | null, window: string): Example[] {
  const of = (...more: string[]) => {
    const matchers = [...(instance === null ? [] : [`instance=${JSON.stringify(instance)}`]), ...more];
    return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`;
  };
  return [
    { id: 'cpu', promql: `sum by (mode) (rate(node_cpu_seconds_total${of('mode!="idle"')}[${window}]))` },
    { id: 'memory', promql: `node_memory_MemTotal_bytes${of()} - node_memory_MemAvailable_bytes${of()}` },
    { id: 'load', promql: `node_load1${of()}` },
    { id: 'disk', promql: `rate(node_disk_written_bytes_total${of()}[${window}])` },
    { id: 'network', promql: `rate(node_network_receive_bytes_total${of('device!="lo"')}[${window}])` },
    { id: 'filesystems', promql: `1 - node_filesystem_avail_bytes${of()} / node_filesystem_size_bytes${of()}` },
  ];
}
