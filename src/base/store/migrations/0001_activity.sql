CREATE TABLE "correlated_events" (
	"correlation" text NOT NULL,
	"group_key" text NOT NULL,
	"rule" text NOT NULL,
	"key" text NOT NULL,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"event_ids" jsonb NOT NULL,
	"value" jsonb,
	"account_id" text NOT NULL,
	"raw" text NOT NULL,
	"kept_at" timestamp with time zone NOT NULL,
	CONSTRAINT "correlated_events_correlation_group_key_rule_key_pk" PRIMARY KEY("correlation","group_key","rule","key")
);
--> statement-breakpoint
CREATE TABLE "finding_decisions" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"finding_id" text NOT NULL,
	"verdict" text,
	"note" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"closed" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quiet_alerts" (
	"rule_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"day" date NOT NULL,
	"why" text NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"principal" text,
	"at" timestamp with time zone NOT NULL,
	"event_id" text,
	"raw" jsonb,
	CONSTRAINT "quiet_alerts_rule_id_fingerprint_day_pk" PRIMARY KEY("rule_id","fingerprint","day")
);
--> statement-breakpoint
CREATE TABLE "activity_sessions" (
	"access_key_id" text PRIMARY KEY NOT NULL,
	"rank" smallint NOT NULL,
	"event_id" text NOT NULL,
	"body" json NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "athena_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"sql" text,
	"job" jsonb,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"most_usd" double precision NOT NULL,
	"estimate" jsonb,
	"aws_id" text,
	"progress" text,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"usd" double precision DEFAULT 0 NOT NULL,
	"has_header" boolean DEFAULT true NOT NULL,
	"is_cancel_asked" boolean DEFAULT false NOT NULL,
	"message" text,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "activity_habits" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"principal" text,
	"peers" text,
	"odd_day" integer,
	"until_day" integer NOT NULL,
	"lines" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activity_rates" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"api" text NOT NULL,
	"hour" integer NOT NULL,
	"calls" integer NOT NULL,
	"errors" integer NOT NULL,
	CONSTRAINT "activity_rates_account_id_region_api_hour_pk" PRIMARY KEY("account_id","region","api","hour")
);
--> statement-breakpoint
CREATE TABLE "activity_coverage" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"day" text NOT NULL,
	"minutes" text NOT NULL,
	"lags" jsonb NOT NULL,
	CONSTRAINT "activity_coverage_account_id_region_day_pk" PRIMARY KEY("account_id","region","day")
);
--> statement-breakpoint
CREATE TABLE "activity_deliveries" (
	"origin" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"version" text NOT NULL,
	"done_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activity_digests" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"trail" text NOT NULL,
	"state" text NOT NULL,
	"verified_at" timestamp with time zone NOT NULL,
	"verified_from" timestamp with time zone,
	"verified_to" timestamp with time zone,
	"digests" integer NOT NULL,
	"files" integer NOT NULL,
	"problems" integer NOT NULL,
	"trouble" text,
	CONSTRAINT "activity_digests_account_id_region_trail_pk" PRIMARY KEY("account_id","region","trail")
);
--> statement-breakpoint
CREATE TABLE "activity_places" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"seen_to" timestamp with time zone,
	"source" text,
	"trouble" text,
	"backfill_from" timestamp with time zone,
	"backfill_done_to" timestamp with time zone,
	"backfill_to" timestamp with time zone,
	CONSTRAINT "activity_places_account_id_region_pk" PRIMARY KEY("account_id","region")
);
--> statement-breakpoint
CREATE TABLE "activity_quarantine" (
	"id" text PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"source" text NOT NULL,
	"what" text NOT NULL,
	"reason" text NOT NULL,
	"excerpt" text NOT NULL,
	"account_id" text,
	"region" text,
	"times_seen" integer NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"retry_asked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "saved_queries" (
	"name" text PRIMARY KEY NOT NULL,
	"about" text NOT NULL,
	"sql" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_exceptions" (
	"id" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"also" jsonb,
	"reason" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "rule_settings" (
	"rule_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"severity" text,
	"tuning" jsonb,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_trials" (
	"rule_id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "actor" jsonb;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "decision" jsonb;--> statement-breakpoint
ALTER TABLE "finding_decisions" ADD CONSTRAINT "finding_decisions_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "correlated_events_at" ON "correlated_events" USING btree ("correlation","group_key","at");--> statement-breakpoint
CREATE INDEX "correlated_events_key" ON "correlated_events" USING btree ("key");--> statement-breakpoint
CREATE INDEX "correlated_events_kept" ON "correlated_events" USING btree ("kept_at");--> statement-breakpoint
CREATE INDEX "finding_decisions_finding" ON "finding_decisions" USING btree ("finding_id","position");--> statement-breakpoint
CREATE INDEX "quiet_alerts_day" ON "quiet_alerts" USING btree ("day");--> statement-breakpoint
CREATE INDEX "quiet_alerts_account" ON "quiet_alerts" USING btree ("account_id","day");--> statement-breakpoint
CREATE INDEX "activity_sessions_expires" ON "activity_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "athena_runs_asked_at" ON "athena_runs" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "activity_habits_key" ON "activity_habits" USING btree ("key");--> statement-breakpoint
CREATE INDEX "activity_habits_principal" ON "activity_habits" USING btree ("principal");--> statement-breakpoint
CREATE INDEX "activity_habits_peers" ON "activity_habits" USING btree ("peers");--> statement-breakpoint
CREATE INDEX "activity_habits_odd" ON "activity_habits" USING btree ("odd_day");--> statement-breakpoint
CREATE INDEX "activity_rates_hour" ON "activity_rates" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "activity_coverage_day" ON "activity_coverage" USING btree ("day");--> statement-breakpoint
CREATE INDEX "activity_deliveries_done" ON "activity_deliveries" USING btree ("source","done_at");--> statement-breakpoint
CREATE INDEX "activity_quarantine_last" ON "activity_quarantine" USING btree ("last_seen_at","id");--> statement-breakpoint
CREATE INDEX "activity_quarantine_origin" ON "activity_quarantine" USING btree ("origin");