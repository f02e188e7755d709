{{- define "firstring.scaling" -}}
{{- $kind := ternary "StatefulSet" "Deployment" (default false .facts.stateful) -}}
{{- if .values.podDisruptionBudget.enabled }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "firstring.selector" . | nindent 6 }}
{{- end }}
{{- if .values.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: {{ $kind }}, name: {{ .name }} }
  minReplicas: {{ .values.autoscaling.minReplicas }}
  maxReplicas: {{ .values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ .values.autoscaling.targetCPUUtilizationPercentage }} }
  behavior:
    scaleDown: { stabilizationWindowSeconds: 600 }
{{- else if and .root.Values.keda.enabled (eq .key "dialback") }}
{{- $keda := .root.Values.keda }}
{{- $prefix := .root.Values.kafka.external.topicPrefix }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { kind: {{ $kind }}, name: {{ .name }} }
  minReplicaCount: {{ $keda.minReplicas }}
  maxReplicaCount: {{ $keda.maxReplicas }}
  # A member that comes or goes stops its whole group for a moment: slowly down.
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown: { stabilizationWindowSeconds: 600 }
  triggers:
    {{- range .facts.follows }}
    - type: kafka
      metadata:
        bootstrapServers: {{ include "firstring.brokers" $.root }}
        consumerGroup: {{ printf "%s%s" $prefix .group }}
        topic: {{ printf "%s%s" $prefix .topic }}
        lagThreshold: {{ $keda.lagThreshold | toString | quote }}
        limitToPartitionsWithLag: "true"
        excludePersistentLag: "true"
      {{- with $keda.triggerAuthentication }}
      authenticationRef: { name: {{ . }} }
      {{- end }}
    {{- end }}
{{- end }}
{{- end -}}
