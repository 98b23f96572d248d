/**
 * Options that give Debian's node_exporter the lists of the original, since Debian's own leave out more (removable disks, lo),
 * and those of later versions (zram, erofs).
 */
export const EXPORTER_LISTS = [
  '--web.disable-exporter-metrics',
  '--collector.netdev.device-exclude=^$',
  '--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$',
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
];
