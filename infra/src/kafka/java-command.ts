import type { KafkaProgram } from './program/find-kafka-program.js';

export interface JavaSettings {
  /** The most memory that Kafka's own objects may take. */
  heapMb?: number;
  /** Where native libraries are unpacked; absent: in the system's own place. */
  temporary?: string;
  /** The archive of loaded classes to start from, or to write at the end. */
  archive?: { file: string; isWritten: boolean };
}

const HEAP_MB = 512;
/** A log that holds warnings, and the line that says that a broker has come. */
const LOGGING = {
  defaultLogLevel: 'warn',
  'log.kafka.server.KafkaRaftServer': 'info',
  // It warns twenty times a second while another broker is away.
  'log.org.apache.kafka.clients.NetworkClient': 'error',
  showDateTime: 'true',
  dateTimeFormat: "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
  showThreadName: 'false',
};

/**
 * The arguments for Java to run a program of Kafka's, made for a start in a second on two cores shared with others: the quick
 * compiler only, which also took no longer for 20,000 messages a second than the thorough one, and the simplest collector.
 */
export function javaArguments({ jars }: KafkaProgram, program: string, settings: JavaSettings, ...args: string[]): string[] {
  const { heapMb = HEAP_MB, temporary, archive } = settings;
  return [
    `-Xmx${heapMb}m`,
    `-Xms${Math.min(64, heapMb)}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    '-XX:+ExitOnOutOfMemoryError',
    ...(archive ? [`-XX:${archive.isWritten ? 'ArchiveClassesAtExit' : 'SharedArchiveFile'}=${archive.file}`, '-Xlog:cds=off'] : []),
    ...(temporary ? [`-Djava.io.tmpdir=${temporary}`] : []),
    ...Object.entries(LOGGING).map(([name, value]) => `-Dorg.slf4j.simpleLogger.${name}=${value}`),
    '-classpath',
    jars.join(':'),
    program,
    ...args,
  ];
}
