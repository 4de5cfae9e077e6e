# Packs the jar that `mvn package` has made:  mvn package -DskipTests && docker build -t netsmith .
# The natives inside it are those of the machine that built it, so build on the platform that the image is for.
FROM eclipse-temurin:25-jre AS application
WORKDIR /unpack
COPY target/netsmith-*.jar netsmith.jar
# Unpacked, so that neither server nor worker reads jars within a jar.
RUN java -Djarmode=tools -jar netsmith.jar extract --destination application

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 netsmith \
 && useradd --uid 10001 --gid 10001 --home-dir /home/netsmith --create-home --shell /usr/sbin/nologin netsmith \
 && mkdir /data /opt/netsmith && chown 10001:10001 /data /opt/netsmith
COPY --from=application --chown=10001:10001 /unpack/application /opt/netsmith
USER 10001:10001
WORKDIR /opt/netsmith
SHELL ["/bin/bash", "-c"]
# Unpacks ND4J's natives into ~/.javacpp now, so that no worker has to, and keeps the classes that a worker loads and how its warm-up
# used them. about is what a worker says once its natives are loaded; at the end of its input it writes the cache.
RUN set -o pipefail \
 && sleep 60 | java -Xmx512m -XX:+UseSerialGC --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow -XX:AOTCacheOutput=worker.aot -cp netsmith.jar org.netsmith.NetsmithWorker \
    | tee /tmp/said | cut -c1-300 && grep -q '"type":"about"' /tmp/said && rm /tmp/said && test -s worker.aot
# The same for the server: it starts, is ready and ends. Java starts without a cache that does not fit it, so nothing depends on them.
RUN java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:AOTCacheOutput=server.aot -jar netsmith.jar \
      --netsmith.home=/tmp/start & server=$!; \
    until (exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 && grep -q '"UP"' <&3) 2>/dev/null; \
      do kill -0 $server || exit 1; sleep 1; done; \
    kill $server; wait $server; rm -rf /tmp/start; test -s server.aot
ENV NETSMITH_HOME=/data
VOLUME /data
EXPOSE 8080
# Inside a container the loopback interface reaches nobody. There are no keys yet: whoever can reach the port may use it, so publish
# it to the host's loopback interface, and say NETSMITH_INSECURE=true to show that you mean it.
ENV SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
ENTRYPOINT ["java", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=25", \
            "-XX:AOTCache=server.aot", "-jar", "netsmith.jar"]
