{{/* A server of one node: (root, key, name, port, uid, values). */}}
{{- define "firstring.evaluationServer" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "firstring.selector" . | nindent 4 }}
  ports:
    - { name: {{ .key }}, port: {{ .port }}, targetPort: {{ .key }} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  serviceName: {{ .name }}
  selector:
    matchLabels:
      {{- include "firstring.selector" . | nindent 6 }}
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete, whenScaled: Retain }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: {{ .values.storage }} } }
  template:
    metadata:
      labels:
        {{- include "firstring.selector" . | nindent 8 }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: {{ .uid }}
        fsGroup: {{ .uid }}
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: {{ .key }}
          image: {{ include "firstring.image" (dict "root" .root "image" .values.image) }}
          imagePullPolicy: {{ default "IfNotPresent" .values.image.pullPolicy }}
          {{- include (printf "firstring.evaluation.%s" .key) . | nindent 10 }}
          ports:
            - { name: {{ .key }}, containerPort: {{ .port }} }
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: data, mountPath: /data }
      volumes: []
{{- end -}}

{{- define "firstring.evaluation.kafka" -}}
env:
  - { name: KAFKA_NODE_ID, value: "1" }
  - { name: KAFKA_PROCESS_ROLES, value: "broker,controller" }
  - { name: KAFKA_LISTENERS, value: "PLAINTEXT://:9092,CONTROLLER://:9093" }
  - { name: KAFKA_ADVERTISED_LISTENERS, value: "PLAINTEXT://{{ .name }}.{{ .root.Release.Namespace }}:9092" }
  - { name: KAFKA_CONTROLLER_LISTENER_NAMES, value: CONTROLLER }
  - { name: KAFKA_CONTROLLER_QUORUM_VOTERS, value: "1@localhost:9093" }
  - { name: KAFKA_LISTENER_SECURITY_PROTOCOL_MAP, value: "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT" }
  - { name: KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR, value: "1" }
  - { name: KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR, value: "1" }
  - { name: KAFKA_TRANSACTION_STATE_LOG_MIN_ISR, value: "1" }
  - { name: KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS, value: "0" }
  - { name: KAFKA_AUTO_CREATE_TOPICS_ENABLE, value: "false" }
  - { name: KAFKA_LOG_DIRS, value: /data/kafka }
  - { name: KAFKA_HEAP_OPTS, value: "-Xmx512m -Xms512m" }
readinessProbe:
  tcpSocket: { port: kafka }
  periodSeconds: 2
{{- end -}}

{{- define "firstring.evaluation.mongo" -}}
args: [--replSet, rs0, --bind_ip_all, --dbpath, /data]
# Makes the set of one member at the first start; ready when it is the primary.
readinessProbe:
  exec:
    command:
      - mongosh
      - --quiet
      - --eval
      - >-
        try { rs.status() } catch (e) { rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: '{{ .name }}-0.{{ .name }}.{{ .root.Release.Namespace }}:27017' }] }) }
        if (!db.hello().isWritablePrimary) quit(1)
  periodSeconds: 3
  timeoutSeconds: 10
{{- end -}}
