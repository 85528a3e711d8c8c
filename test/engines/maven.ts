/** What fetches artifacts. */
export const MAVEN_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** What to do where the command `mvn` is not there. */
export const NO_MAVEN = 'Install Maven (on Debian: apt-get install maven), or bring mvn into PATH.';
