//! Children and what is known of them, and how they are found and told apart.

diesel::table! {
    households (id) {
        id -> Text,
        authority_code -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    children (id) {
        id -> Text,
        authority_code -> Text,
        reference -> Text,
        given_names -> Text,
        family_name -> Text,
        preferred_name -> Text,
        date_of_birth -> Date,
        sex -> Text,
        gender -> Text,
        ethnicity -> Text,
        first_language -> Text,
        upn -> Nullable<Text>,
        upn_standing -> Text,
        nhs_number -> Nullable<Text>,
        nhs_standing -> Text,
        uln -> Nullable<Text>,
        uln_standing -> Text,
        household_id -> Nullable<Text>,
        postcode_district -> Text,
        year_group_given -> Nullable<Integer>,
        notes -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    search_terms (authority_code, field, term, child_id) {
        authority_code -> Text,
        field -> Text,
        term -> Text,
        child_id -> Text,
    }
}

diesel::table! {
    former_names (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        given_names -> Text,
        family_name -> Text,
        until_on -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    former_upns (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        upn -> Text,
        standing -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    addresses (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        kind -> Text,
        lines -> Text,
        town -> Text,
        postcode -> Text,
        postcode_standing -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        do_not_share -> Bool,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    carers (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        name -> Text,
        relationship -> Text,
        parental_responsibility -> Text,
        lives_with_child -> Text,
        telephone -> Text,
        email -> Text,
        preferred_contact -> Text,
        digital_access -> Text,
        note -> Text,
        until_on -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    circumstances (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        kind -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        ended -> Bool,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    previous_schools (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        organisation_id -> Nullable<Text>,
        name -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    provisions (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        provided_by -> Text,
        provider_name -> Text,
        hours_per_week -> Nullable<Double>,
        place -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    possible_duplicates (id) {
        id -> Text,
        authority_code -> Text,
        child_id -> Text,
        other_child_id -> Text,
        evidence -> Text,
        decision -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        weight -> Double,
        probability -> Double,
        model -> Text,
        facts -> Text,
        asked_by -> Nullable<Text>,
    }
}

diesel::table! {
    merges (id) {
        id -> Text,
        authority_code -> Text,
        number -> Integer,
        kept_id -> Text,
        retired_id -> Text,
        retired_reference -> Text,
        pair_id -> Nullable<Text>,
        reason -> Text,
        journal -> Text,
        merged_by -> Text,
        merged_at -> Timestamp,
        split_reason -> Text,
        split_by -> Nullable<Text>,
        split_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    candidates (authority_code, number) {
        authority_code -> Text,
        number -> Integer,
        child_id -> Text,
        person -> Text,
    }
}

diesel::table! {
    candidate_keys (authority_code, blocking_key, number) {
        authority_code -> Text,
        blocking_key -> BigInt,
        number -> Integer,
    }
}

diesel::table! {
    name_counts (authority_code, part, name) {
        authority_code -> Text,
        part -> Text,
        name -> Text,
        children -> Integer,
    }
}
