import { findOnPath } from '../../server/programs.js';
import { isRoot } from '../../server/system-user.js';
import { findJava, type Java, type JavaSearch } from './find-java.js';
import { installTools, type MissingTool, toolsUnavailable } from './install-tools.js';

export interface ToolSearch extends JavaSearch {
  log?: (line: string) => void;
}

/** What Kafka runs on, and Maven, by which it is fetched, where that was wanted. */
export interface Tools {
  java: Java;
  maven?: string;
}

const JAVA: Omit<MissingTool, 'reason'> = {
  packages: {
    'apt-get': ['openjdk-21-jre-headless', 'openjdk-17-jre-headless', 'openjdk-25-jre-headless', 'default-jre-headless'],
    dnf: 'java-21-openjdk-headless',
    apk: 'openjdk21-jre-headless',
    pacman: 'jre21-openjdk-headless',
    brew: 'openjdk@21',
  },
  byHand: 'export JAVA_HOME=/path/to/java',
};
const MAVEN: MissingTool = {
  reason: 'Maven, which fetches the files of Kafka, is not on PATH (mvn)',
  packages: { 'apt-get': ['maven'], dnf: 'maven', apk: 'maven', pacman: 'maven', brew: 'maven' },
  byHand: 'export PATH=/path/to/maven/bin:$PATH',
};

/** The machine's own tools. What is missing is installed by root where there is apt-get. Throws KafkaUnavailableError. */
export async function findTools(search: ToolSearch, wantsMaven: boolean): Promise<Tools> {
  const { path, log } = search;
  const found = await look(search, wantsMaven);
  if ('java' in found) return found;
  if (!isRoot() || !(await findOnPath('apt-get', path))) throw await toolsUnavailable(path, found.missing);
  await installTools(path, found.missing, log);
  const second = await look(search, wantsMaven);
  if ('java' in second) return second;
  throw await toolsUnavailable(path, second.missing);
}

async function look(search: ToolSearch, wantsMaven: boolean): Promise<Tools | { missing: MissingTool[] }> {
  const java = await findJava(search);
  const maven = wantsMaven ? await findOnPath('mvn', search.path) : undefined;
  const lacksMaven = wantsMaven && !maven;
  if ('reason' in java) return { missing: [{ ...JAVA, reason: java.reason }, ...(lacksMaven ? [MAVEN] : [])] };
  return lacksMaven ? { missing: [MAVEN] } : { java, ...(maven && { maven }) };
}
