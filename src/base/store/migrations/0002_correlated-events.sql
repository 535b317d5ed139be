CREATE TABLE "correlated_events" (
	"correlation" text NOT NULL,
	"group_key" text NOT NULL,
	"rule" text NOT NULL,
	"key" text NOT NULL,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"event_ids" jsonb NOT NULL,
	"value" jsonb,
	"body" jsonb NOT NULL,
	"kept_at" timestamp with time zone NOT NULL,
	CONSTRAINT "correlated_events_correlation_group_key_rule_key_pk" PRIMARY KEY("correlation","group_key","rule","key")
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
	"verified_at" timestamp with time zone NOT NULL,
	"digests" integer NOT NULL,
	"files" integer NOT NULL,
	"problems" integer NOT NULL,
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
CREATE INDEX "correlated_events_at" ON "correlated_events" USING btree ("correlation","group_key","at");--> statement-breakpoint
CREATE INDEX "correlated_events_key" ON "correlated_events" USING btree ("key");--> statement-breakpoint
CREATE INDEX "correlated_events_kept" ON "correlated_events" USING btree ("kept_at");--> statement-breakpoint
CREATE INDEX "activity_coverage_day" ON "activity_coverage" USING btree ("day");--> statement-breakpoint
CREATE INDEX "activity_deliveries_done" ON "activity_deliveries" USING btree ("source","done_at");--> statement-breakpoint
CREATE INDEX "activity_quarantine_last" ON "activity_quarantine" USING btree ("last_seen_at","id");--> statement-breakpoint
CREATE INDEX "activity_quarantine_origin" ON "activity_quarantine" USING btree ("origin");