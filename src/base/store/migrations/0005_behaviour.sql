CREATE TABLE "activity_baselines" (
	"entity" text NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"peers" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "activity_baselines_entity_dimension_value_pk" PRIMARY KEY("entity","dimension","value")
);
--> statement-breakpoint
CREATE INDEX "activity_baselines_peers" ON "activity_baselines" USING btree ("peers","dimension","value");--> statement-breakpoint
CREATE INDEX "activity_baselines_last" ON "activity_baselines" USING btree ("last_seen_at");