import { expect, test } from 'vitest';
import { labelName, metricName, type NamedAs } from '../../../../src-main/formats/otlp/names.ts';

// github.com/prometheus/otlptranslator, metric_namer_test.go
test.each<[name: string, unit: string, as: NamedAs, expected: string]>([
  ['system.filesystem.usage', 'By', 'gauge', 'system_filesystem_usage_bytes'],
  ['system.io', 'By', 'counter', 'system_io_bytes_total'],
  ['network_transmitted_bytes_total', 'By', 'counter', 'network_transmitted_bytes_total'],
  ['system.filesystem.usage       ', '  By\t', 'gauge', 'system_filesystem_usage_bytes'],
  ['system.network.dropped', '{packets}', 'gauge', 'system_network_dropped'],
  ['system.network.dropped', 'packets', 'gauge', 'system_network_dropped_packets'],
  ['system.network.packets.dropped', 'packets', 'gauge', 'system_network_packets_dropped'],
  ['hw.gpu.memory.utilization', '1', 'gauge', 'hw_gpu_memory_utilization_ratio'],
  ['hw.fan.speed_ratio', '1', 'gauge', 'hw_fan_speed_ratio'],
  ['objects', '1', 'counter', 'objects_total'],
  ['hw.cpu.speed_limit', 'Hz', 'gauge', 'hw_cpu_speed_limit_hertz'],
  ['broken.metric.speed', 'km/h', 'gauge', 'broken_metric_speed_km_per_hour'],
  ['astro.light.speed_limit', 'm/s', 'gauge', 'astro_light_speed_limit_meters_per_second'],
  ['broken.metric.success_ratio', '%', 'gauge', 'broken_metric_success_ratio_percent'],
  ['broken.metric.success_percent', '%', 'gauge', 'broken_metric_success_percent'],
  ['unsupported.metric.no_unit', '', 'gauge', 'unsupported_metric_no_unit'],
  ['unsupported.metric.temperature', '°F', 'gauge', 'unsupported_metric_temperature_F'],
  ['unsupported.metric.weird', '+=.:,!* & #', 'gauge', 'unsupported_metric_weird'],
  ['unsupported.metric.redundant', '__test $/°C', 'gauge', 'unsupported_metric_redundant_test_per_C'],
  ['bigip.node.request.count', '{requests}', 'counter', 'bigip_node_request_count_total'],
  ['http.server.duration', 's', 'other', 'http_server_duration_seconds'],
  ['5xx.errors', '', 'counter', '_5xx_errors_total'],
])('%s in %j as a %s is %4$s', (name, unit, as, expected) => { expect(metricName(name, unit, as)).toBe(expected); });

test.each([['http.method', 'http_method'], ['_private', 'key_private'], ['__reserved', '__reserved'], ['0day', 'key_0day'], ['a..b', 'a__b'], ['größe', 'gr__e']])('the attribute %s becomes the label %s', (name, expected) => {
  expect(labelName(name)).toBe(expected);
});
