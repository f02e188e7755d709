{{- define "firstring.workload" -}}
{{- $scaled := or .values.autoscaling.enabled (and .root.Values.keda.enabled (has .key (list "leadStore" "dialback"))) -}}
apiVersion: apps/v1
kind: {{ ternary "StatefulSet" "Deployment" (default false .facts.stateful) }}
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  {{- if not $scaled }}
  replicas: {{ .values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "firstring.selector" . | nindent 6 }}
  {{- if .facts.stateful }}
  serviceName: {{ .name }}
  podManagementPolicy: Parallel
  updateStrategy:
    type: {{ .values.updateStrategy | default "RollingUpdate" }}
  {{- with .values.persistence }}
  {{- if .enabled }}
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: Delete
    whenScaled: Retain
  volumeClaimTemplates:
    - metadata:
        name: kept
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ .size }}
  {{- end }}
  {{- end }}
  {{- else }}
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  {{- end }}
  template:
    {{- include "firstring.pod" . | nindent 4 }}
{{- end -}}
