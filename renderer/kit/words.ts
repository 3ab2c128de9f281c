/** Texts of the pieces that all features share. */
export const words = {
  close: 'Close',
  shard: (shard: number | null) => (shard === null ? 'shard not known' : `shard ${shard}`),
  keys: { control: 'Ctrl', shift: 'Shift' },
  noAddress: 'no address',
  noSlots: 'no slots',
  readingMap: 'Reading the cluster’s slot map…',
  connect: 'Connect…',
  secondsAgo: (seconds: number) => `${seconds} s ago`,
  minutesAgo: (minutes: number) => `${minutes} min ago`,
  hoursAgo: (hours: number) => `${hours} h ago`,
  /** Follows a number of keys. */
  inDatabase: (database: number) => ` in database ${database}`,
  unmapped: (refusal: string) =>
    `This user may not read the cluster’s slot map, so Slotshell learns the owner of a slot only from MOVED. Commands work as in redis-cli. To allow the map, run ACL SETUSER … +cluster|slots +cluster|nodes, then press F5 here. The server says: ${refusal}`,
  unverifiedName: 'TLS name not verified',
  unverified: 'TLS not verified',
};
