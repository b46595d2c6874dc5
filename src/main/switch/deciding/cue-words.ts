/**
 * What a word speaks for. A cue stands for all its words, so that what the training learns of "reverb"
 * also holds for a "plugin" it never met. Without accents; `word*` is any ending, `two_words` stand
 * side by side. A word may be in several.
 *
 * The `might…` cues hold words that everybody uses: they only count in company.
 */
export const CUE_WORDS = [
  {
    cue: 'programmingLanguage',
    words: `python3 py javascript typescript js ts c++ cpp c# csharp golang php kotlin bash zsh powershell
      sql plpgsql tsql lua haskell matlab fortran cobol ensamblador erlang clojure html html5 css css3
      scss sass xml yaml json toml csv graphql solidity vba r_script in_r en_r in_c en_c in_go en_go
      visual_basic objective_c markdown`,
  },
  {
    cue: 'codeTool',
    words: `git github gitlab bitbucket npm npx pnpm yarn pip pip3 conda maven gradle cmake makefile docker
      dockerfile kubernetes kubectl k8s terraform ansible nginx tomcat gunicorn redis kafka rabbitmq
      postgres postgresql mysql mariadb sqlite mongodb mongo elasticsearch firebase supabase aws
      lambda_function s3 azure vercel netlify nextjs next_js vue vuejs svelte jquery node nodejs
      node_js deno django fastapi laravel symfony spring_boot springboot hibernate dotnet asp_net
      godot pygame arduino esp32 raspberry pandas numpy scipy sklearn scikit tensorflow pytorch keras
      matplotlib openpyxl vitest pytest unittest junit eslint prettier webpack vite rollup tsc gcc
      clang llvm valgrind gdb vim neovim emacs vscode vs_code intellij ssh scp rsync grep sed awk curl
      wget chmod chown systemd systemctl crontab cron tmux sudo apt_get tailwind sequelize sqlalchemy
      orm graphql websocket websockets oauth oauth2 jwt cors regexp beautifulsoup scrapy tkinter
      swiftui wordpress_plugin stack_overflow stackoverflow leetcode prometheus grafana sentry ffi
      wasm`,
  },
  {
    cue: 'codeThing',
    words: `una_funcion esta_funcion mi_funcion la_funcion_de funcion_que funciones_de_python a_function
      this_function my_function function_that function_in funcion_en scripting regex regexp
      expresion_regular expresiones_regulares regular_expression* codigo code codebase snippet*
      algoritmo* algorithm* endpoint* api apis rest_api backend frontend fullstack microservicio*
      microservice* stacktrace stack_trace traceback backtrace exception* excepcion* nullpointer*
      segfault segmentation_fault core_dumped syntax_error typeerror valueerror keyerror importerror
      nameerror indexerror attributeerror referenceerror error_404 error_500 compilador compiler
      debugger linter runtime framework* libreria_de library_for array* arreglo* hashmap* dict
      dictionary_of tupla* tuple* struct structs enum enums boolean* booleano* integer int
      float_number string_in cadena_de_texto null nullable puntero* pointer_to pointers recursion
      recursiv* iterador* iterator* closure* callback* async await asincron* asynchronous
      hilo_de_ejecucion mutex deadlock race_condition memory_leak fuga_de_memoria garbage_collector
      heap stack_overflow big_o complejidad_temporal time_complexity subquery left_join inner_join
      group_by order_by foreign_key clave_foranea primary_key stored_procedure
      procedimiento_almacenado consulta_sql sql_query base_de_datos database_schema migracion_de
      migration_script select_from commit commits rebase merge merge_conflict pull_request
      pull_requests repo repos repositorio repository readme_for changelog pipeline_de ci_cd
      unit_test* test_unitario* tests_unitarios prueba_unitaria pruebas_unitarias integration_test*
      test_case* mock mocks mocking decorador* decorator_in middleware getter* setter* constructor_de
      constructor_in subclass* interfaz_grafica polimorfismo polymorphism herencia_multiple
      inheritance_in instancia_de variable_de variables_de variable_in env_var* variables_de_entorno
      localhost servidor_web web_server http https url_param* query_string header_http payload
      json_schema parser* tokenizer scraper* scraping crawler* web_app chatbot_in bucle* while_loop
      for_loop loop_through loops boton_html div flexbox css_grid media_query useeffect usestate
      hook_de custom_hook componente_react dataframe* dataset_loader matriz_en hash_function
      binary_search busqueda_binaria linked_list lista_enlazada arbol_binario binary_tree fizzbuzz
      fibonacci palindromo* palindrome* quicksort bubble_sort bubblesort dockerfile docker_compose
      shell_script command_line linea_de_comandos terminal_command cron_job cron_expression
      expresion_cron one_liner oneliner boilerplate docstring* type_hint* lint nullpointerexception
      printf println console_log stdin stdout stderr args kwargs argv vpc subnet localstorage
      session_cookie login_form ide regex_for patch_file diff_of codigo_fuente source_code pseudocode
      pseudocodigo web_page_with excel_macro macro_de macro_in vlookup_formula buscarv
      formula_de_excel excel_formula google_sheets_formula apps_script abstract_class* clase_abstracta
      clases_abstractas list_comprehension* let_and let_vs var_vs const_vs git_reset reset_hard
      switch_statement code_review commit_message mensaje_de_commit big_endian python_script
      bash_script script_in script_en script_that script_que un_bug a_bug the_bug el_bug`,
  },
  {
    cue: 'codeVerb',
    words: `codear coding refactor* refactoriz* depura depurar debug debugg* debuguea* compila compilar
      compile compiles compiling compilo deploy* despliega desplegar despliegue implementa implementar
      implemento implement implements implementing parse parsing parsea* parsear serializ* deserializ*
      iterate itera iterar instanti* instancia* commitear hardcode* hacer_push git_push hacer_commit
      rebasar mergear hacer_merge clonar_el unit_testing testear minify minificar concatena*
      concatenate sort_an optimiza_esta optimize_this optimise_this vectorize_this lints transpil*
      porting_from paginate paginar autenticar_con scrape scrapea* scrapear programar programo
      programame programming programmer* programador* un_programa_que a_program_that`,
  },
  {
    cue: 'mightBeTool',
    words: `in_rust python java rust ruby swift dart julia scala perl assembly latex elixir poetry cargo
      apache jenkins celery react angular express flask rails unity unreal mocha cypress jest babel
      puppeteer helm bootstrap prisma jetpack flutter electron postman heroku playwright selenium`,
  },
  {
    cue: 'mightBeCode',
    words: `funcion funciones function functions clase class clases classes metodo method methods objeto
      object objects lista list lists tabla table tables columna column columns fila row rows cadena
      string strings bucle loop error errors errores fallo falla crash crashes crashea query queries
      consulta branch rama index indice key keys clave variable variables valor value values input
      output entrada salida argumento argument arguments parametro parameter parameters return returns
      devuelve devuelva imprime print prints test tests prueba pruebas file files fichero ficheros
      archivo archivos folder carpeta directorio directory command comando comandos terminal consola
      console server servidor cliente client app apps aplicacion web website pagina formulario form
      boton button component componente module modulo package paquete paquetes library libreria
      biblioteca version dependency dependencia dependencias dependencies request requests peticion
      peticiones respuesta response token login password contrasena url link cache memory memoria
      proceso process job jobs port puerto container contenedor imagen image build pipeline linux
      windows ubuntu mac excel sheets macro formula hoja_de_calculo spreadsheet timestamp fecha date
      dates duplicad* duplicate* sort ordena ordene filter filtra filtre validate valida valide rename
      renombra renombre install instala instalar software programador programadora developer dev
      desarrollador matrix matriz number numero numeros integer random aleatorio* hash encrypt cifra
      callback hook stack queue cola tree arbol graph grafo node nodo pointer reference state estado
      event evento handler env config configuracion schema esquema script scripts bug bugs promise
      promises promesas thread threads branch_in cookie_de undefined nan programa programar program*
      cookies cookie java_app snake shell driver drivers virus firewall browser navegador`,
  },
  {
    cue: 'audioThing',
    words: `lufs dbfs dbtp dbu db decibel* decibelio* hz khz eq ecualizador* ecualizacion equalizer*
      equaliser* compresor compresores compressor* compresion_paralela parallel_compression limiter*
      sidechain side_chain reverb* reverberacion delay_time delay_de delays flanger phaser
      chorus_pedal overdrive fuzz saturacion saturation_plugin saturador noise_gate puerta_de_ruido
      de_esser deesser de_essing sibilan* plosiv* popping_p pop_filter filtro_antipop microfono*
      micro_de micros microphone* mic mics micing miking lavalier condensador_de ribbon_mic sm57 sm58
      sm7b rode_nt* shotgun_mic phantom phantom_power alimentacion_fantasma preamp* previo_de
      interface_de_audio audio_interface interfaz_de_audio focusrite daw daws ableton cubase logic_pro
      pro_tools protools fl_studio flstudio audacity garageband bitwig studio_one vst vst3 plugin_de
      plugins izotope fabfilter waves_plugin vital_synth massive_synth kontakt sintetizador* synth
      synths synthesi* osciladores oscilador oscillator* lfo adsr envolvente* cutoff_filter
      filtro_paso wavetable subtractive sustractiv* fm_synthesis sintesis_fm granular midi arpegiador
      arpeggiator sample_rate frecuencia_de_muestreo bit_depth 24_bit* 44_1 48k 96k buffer_size asio
      latencia_de dither* mezcla_estereo mezclas mixdown mixing_desk mastering masteriz* masterizacion
      stems stem_de bus_de bounce_the ganancia gain_staging headroom clipea* clipping_in transients
      transitorio* true_peak loudness sonoridad volumen_percibido phase_cancel* cancelacion_de_fase
      fase_entre polaridad polarity mono_compat* mid_side stereo_image imagen_estereo paneo panear
      paneado panning panned paneos kick_drum 808 808s 909 snare caja_de_bateria hi_hat hihat*
      overhead* overheads baqueta* subgrave* subgraves subbass sub_bass low_end low_mids low_mid
      high_end_is high_pass highpass paso_alto low_pass lowpass paso_bajo siseo feedback_loop_in
      acoplamiento ground_loop bucle_de_masa room_tone acustica acoustic_treatment acoustic_panels
      acoustics panel_acustico paneles_acusticos trampa_de_graves trampas_de_graves bass_trap*
      absorcion_acustica insonoriz* soundproof* studio_monitors monitores_de_estudio nearfield*
      auriculares_de_estudio podcast_audio foley sound_design diseno_sonoro diseno_de_sonido sonorizar
      sonoriza field_record* grabadora grabadoras hidrofono* hydrophone* contact_mic* autotune
      auto_tune melodyne pitch_correction afinacion_vocal vocoder doblaje_de_voces double_track*
      vocal_chain vocals vocal_take lead_vocal backing_vocals voz_en_off voiceover voice_over locutor*
      wav flac aiff mp3 ogg aac mixing_console mesa_de_mezclas consola_de_mezclas amplificador_de
      amp_sim cabinet_ir impulse_response* respuesta_al_impulso convolution convolucion spectrogram
      espectrograma espectro_de_frecuencias binaural ambisonic* atmos dolby_atmos surround 5_1
      denoise* denoiser rx_10 declick* declip* reel_to_reel cinta_magnetica vinilos_digitalizar
      tempo_map beatmatch* bpm drum_machine caja_de_ritmos groovebox eurorack modular_synth theremin
      acordes_del chord_progression quantize_the cuantizar_la humanize_the vumetro vu_meter voice_work
      talkback click_track bpms reggaeton_beat estribillo_de master_bus fader faders pre_fader
      crossfade crossfades boom_mic pop_shield headphone_mix audio`,
  },
  {
    cue: 'audioVerb',
    words: `mezclar mezclo mezclando mix_a mix_the mixing mezcla_de mi_mezcla la_mezcla grabar grabo
      grabando grabe record_a recording recordings grabacion grabaciones masterizar masterizo master_a
      ecualizo ecualizar ecualiza eq_a comprimo_la comprimir_la compress_the compressing_vocals
      samplear sampleo samplea sampling_a sintetizo afinar_la microfonear microfoneo sonar_bien
      sonar_mejor suena_a sounds_muddy sounds_thin sound_design`,
  },
  {
    cue: 'mightBeAudio',
    words: `suena suenan sonando sonido sonidos sound sounds sounding voz voces voice voices vocal vocales
      cantante singer canto canta bajo bass bateria drum drums drummer guitarra guitar guitarras
      guitars piano violin cello cuerdas strings sax trompeta trumpet choir coro organ ukulele
      acoustic acustico acusticas acustica acoustics electrica cancion canciones song songs tema temas
      track tracks pista pistas album single disco demo beat beats trap techno house metal jazz rock
      podcast podcasts episodio episode radio locucion mezcla mix mixes master ruido ruidos noise
      noisy eco echo room sala habitacion estudio studio monitor speaker speakers altavoz altavoces
      headphones auriculares cascos cable cables ganancia gain volumen volume level levels nivel
      niveles peak peaks pico picos frecuencia frequency frequencies grave agudo brillante warm calido
      punch punchy muddy embarrad* boomy harsh thin opaca opaco finita gorda fat wide ancho dry wet
      pan fase phase delay latencia latency click clicks pops crackle crujido crujidos clip tone tono
      timbre pitch afina afinado out_of_tune tuning nota notas note notes acorde acordes chord chords
      melody melodia ritmo rhythm groove estribillo chorus verse loop loops sample samples muestra
      efecto efectos effect effects filtro filter pedal pedals amp amplificador attack ataque release
      ratio threshold umbral sustain decay plugin spotify band banda ensayo rehearsal directo live
      concierto gig musica music producer productor produccion producir oido ears hear oigo escucha
      oye tape tapes cinta cintas cassette vinilo vinyl instrument* toma tomas take takes send sends
      mono stereo estereo charles graves medios agudos envelopes mixer scarlett reaper opus hum tempo
      clipping condenser kick toms bombo bombos monitores samplers sampler acople* zumbido hiss serum
      limitador* distorsion saturar satura previos audio`,
  },
  {
    cue: 'humanLanguage',
    words: `ingles inglesa english espanol espanola spanish castellano frances francesa french aleman
      alemana german italiano italiana italian portugues portuguesa portuguese brasileno catalan
      gallego galician euskera vasco basque valenciano chino china_mandarin chinese mandarin cantonese
      japones japonesa japanese coreano korean ruso rusa russian arabe arabic hebreo hebrew griego
      greek turco turkish polaco polish neerlandes holandes dutch sueco swedish noruego norwegian
      danes danish finlandes finnish hungaro hungarian checo czech rumano romanian bulgaro bulgarian
      ucraniano ukrainian hindi urdu bengali persa persian farsi swahili tailandes thai vietnamita
      vietnamese indonesio indonesian latin esperanto quechua guarani irish welsh gaelic croatian
      croata serbio serbian slovak eslovaco esloveno slovenian icelandic islandes tagalog filipino
      malay bilingue bilingual`,
  },
  {
    cue: 'translate',
    words: `traduc* translat* como_se_dice se_dice se_diria como_digo como_diria como_dirias how_do_you_say
      do_you_say how_to_say to_say_in you_say say_in say_this pasame_a pasalo_a pasa_a ponlo_en
      ponme_en put_this_into into_english into_spanish to_english to_spanish al_ingles al_espanol
      al_frances al_aleman al_italiano al_castellano del_ingles del_frances en_ingles in_english
      in_spanish in_french in_german in_japanese in_italian version_espanola version_inglesa
      english_version spanish_version subtitul* interpretar_del lo_que_pone que_pone que_dice_aqui
      word_for palabra_para what_does_this_say it_say what_it_says it_says it_mean localize localise
      localiz* nativo native_speaker false_friend* falso_amigo loanword`,
  },
  {
    cue: 'summarize',
    words: `resumen resume resumeme resumir resumas resumelo resumenes resumido resumidamente summary
      summaries summar* sumario tldr tl_dr sintesis sintetiza sintetizar condensa* condense* abrevia*
      abridge* acorta* shorten* recorta cut_down boil_down boils_down boil_this reduce_a reducelo
      reduce_this en_pocas_palabras en_dos_frases en_tres_frases en_una_frase in_one_sentence
      in_two_sentences in_a_sentence in_a_nutshell in_short in_brief en_breve brevemente puntos_clave
      puntos_principales ideas_principales ideas_clave idea_principal lo_esencial lo_importante
      lo_principal lo_mas_importante key_points key_takeaways main_points main_ideas main_idea
      main_point the_gist gist takeaway* essential* bullet_points bullets vinetas esquema_de minutes
      recap recapit* abstract synopsis sinopsis sinteticemos overview_of outline_of extracto quedado
      acordado acordamos acordo decidido decidimos se_decidio was_decided we_decided was_agreed
      we_agreed me_perdi i_missed i_miss did_i_miss catch_me catch_up ponme_al al_dia_de up_to_speed
      no_tengo_tiempo_de_leer no_voy_a_leer demasiado_largo too_long reading_all read_all leer_todo
      leerlo leermelo leerme read_it headline* titular titulares title_for titulo_a titulo_para
      titulo_corto a_title titula titular_para short_version version_corta shorter mas_corto mas_corta
      conclusiones_de de_que_va de_que_trata de_que_habla what_is_this_about is_about all_about
      short_form elevator trim_this trim_it highlights_of acta_de actas_de me_he_perdido the_essence
      digest_of el_acta`,
  },
  {
    cue: 'length',
    words: `frase frases linea lineas sentence sentences lines palabras words parrafo parrafos paragraph
      paragraphs vinetas puntos points bullets caracteres characters tuit tweet maximo at_most
      no_mas_de max breve brief corto corta short`,
  },
  {
    cue: 'document',
    words: `texto textos text articulo article articles parrafo paragraph passage pasaje correo correos
      email emails mail carta letter letters informe report reports noticia noticias news hilo thread
      chat conversacion conversation whatsapp mensajes messages mensaje message canal channel reunion
      meeting call llamada entrevista interview transcripcion transcript transcripts documento
      document documents pdf capitulo chapter libro_entero acta ensayo essay paper estudio study blog
      post posts entrada nota notas notes apuntes discurso speech charla talk ponencia lecture video
      webinar manual folleto leaflet contrato contract sentencia ruling clausula clause resena resenas
      review reviews comentario comentarios comment comments abstract newsletter comunicado
      press_release biografia biography bio cuento novela fragmento excerpt extract extracto
      letter_from memo dossier acuerdo`,
  },
  {
    cue: 'analyze',
    words: `analiz* analis* analy* compara comparar comparame compare compares comparing comparativ*
      comparacion comparison* contrasta contrast evalua* evaluat* assess* valora valorar valoracion
      critica_este critique* audita auditar audit clasifica* classif* categori* etiqueta* label labels
      tag_each agrupa* cluster* segmenta* extrae extraer extraigas extraiga extract extracts
      extraction identifica identify detecta detect spot_the interpreta* interpret diagnostic*
      diagnos* puntua puntuar score_this score_each rate_this rate_each rank ranking
      ordena_por_importancia prioriza* prioriti* pondera* weigh estima estimar estimate pronostic*
      forecast* predice predict proyecta project_the desglosa* break_down breakdown investiga_por
      razona razonalo justifica juzga judge examina examine scrutin* pull_the pull_out saca_los
      saca_las devuelve_un_json return_json json_with correlaciona cross_tab* fact_check comprueba_si
      distingue_entre disting* decide_between decidir_entre`,
  },
  {
    cue: 'analysisThing',
    words: `dafo foda swot pestel pestle porter_s pros pros_y contras cons inconvenientes desventajas
      disadvantages pros_and ventajas_e ventajas_y advantages_and strengths weaknesses fortalezas
      debilidades puntos_debiles weak_points a_favor en_contra for_and_against tradeoff* trade_offs
      tendencia* trend trends anomalia* anomal* outlier* atipico* correlacion* correlation* correlat*
      causalidad causality causation causa_raiz root_cause factores factors drivers hipotesis
      hypothes* significativ* statistically significance p_value intervalo_de_confianza
      confidence_interval muestra_de sample_size desviacion deviation media_y mediana median varianza
      variance regresion regression cohort* cohorte* retencion retention churn conversion conversiones
      tasa_de rate_of kpi kpis roi rentab* profitab* rentable viable viabilidad viability scenario*
      implicaciones implications sentimiento sentiment tono_de_este ironia ironic* sarcas* queja
      complaint elogio praise neutro neutral phishing estafa scam fraude fraud falacia* fallac*
      argumento argumentos reasoning razonamiento sesgo sesgos bias biased biases contradiccion*
      contradict* incoheren* inconsisten* supuestos assumptions evidencia evidence conclusion
      conclusiones conclusions criterio* criteria rubrica rubric matriz_de decision_matrix sintoma_de
      explains explain_that explicarlo could_explain explica_la_caida que_explica what_explains
      detras_de behind_the coste_beneficio cost_benefit break_even punto_de_equilibrio payback
      simbolismo symbolism metafora_de metaphor* literary literario voz_narrativa narrator_unreliable
      soneto_de meter_of ab_test a_b_test test_a_b prueba_a_b two_versions dos_versiones conviene_mas
      compensa sale_a_cuenta better_deal better_option mejor_opcion makes_more_sense credible creible
      fiable reliable plausible entities entidades`,
  },
  {
    cue: 'mightBeAnalysis',
    words: `ventajas advantages beneficios benefits causas causes consecuencias consequences impacto impact
      razones reasons diferencia diferencias difference differences mejor_que better_than opinion
      opiniones riesgoso dangerous peligroso conviene deberia should merece vale_la_pena riesgo
      riesgos risk risks enfadado angry spam negative positive positivo negativo argument arguments
      margen margenes margin margins escenario* worth_it symptoms patron patrones pattern patterns`,
  },
  {
    cue: 'data',
    words: `datos data dato dataset cifras figures numeros_de numbers_from tabla_de table_of grafico grafica
      chart graph ventas sales ingresos revenue facturacion billing gastos expenses spending costes
      costs coste presupuesto budget beneficio profit clientes customers usuarios users visitas visits
      visitors sesiones sessions altas bajas signups sign_ups pedidos orders encuesta survey encuestas
      surveys respuestas responses respondents resultados results trimestre quarter q1 q2 q3 q4 enero
      febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre january
      february march april june july august september october november december mensual monthly anual
      yearly semanal weekly percent porcentaje percentage por_ciento promedio average media
      crecimiento growth caida drop cayo cayeron bajaron subieron fell rose dropped doubled doblado
      duplicado flat plano incidencia* incident* timeline cronologia registro logs ticket tickets
      factura facturas invoice invoices transacciones transactions metrics metricas indicadores oferta
      ofertas offer offers proveedor proveedores supplier suppliers vendor vendors quote quotes`,
  },
  {
    cue: 'write',
    words: `escribe escribeme escribir escribas escribo write writing writes redacta redactar redactame
      redactes compose componer compon inventa inventame inventate invent cuentame cuenta tell_me dime
      crea create creame draft borrador haz hazme make generate genera dame give_me propon proponme
      suggest sugiere sugiereme recomienda recomiendame recommend ayudame help_me prepara prepare plan
      planea planifica planning contesto contestar responde responder reply respond answer continua
      continue sigue rewrite reescribe corrige correct proofread mejora improve improv* felicit*
      congratulate imagina imagine`,
  },
  {
    cue: 'piece',
    words: `poema poemas poem poems poesia poetry verso versos verse cuento cuentos story stories historia
      relato relatos novela novel chiste chistes joke jokes cancion_de lullaby nana carta correo email
      mail letter message mensaje whatsapp discurso speech toast brindis felicitacion card tarjeta
      invitacion invitation eslogan slogan lema tagline nombre nombres name names guion script_for
      monologo monologue dialogo dialogue haiku soneto sonnet limerick adivinanza riddle trabalenguas
      cover_letter curriculum cv resume_for descripcion description anuncio ad post caption
      pie_de_foto blog bio ideas idea receta recipe recetas recipes rutina routine menu itinerario
      itinerary plan_de lista_de_la_compra shopping_list regalo gift excusa excuse consejo consejos
      advice tips villancico obituary despedida farewell disculpa apology`,
  },
  {
    cue: 'explain',
    words: `explica explicame expliques explicar explain explains explanation significa significado mean
      means meaning define definicion definition que_es que_son what_is what_are what_s quien who
      cuando when donde where por_que why cual which cuanto cuantos cuanta cuantas how_many how_much
      how_long how_old how_far how_big como_funciona how_does how_do como_se describe habla_de hablame
      tell_me_about ensename teach_me aprender learn`,
  },
  {
    cue: 'everyday',
    words: `comida food cenar dinner comer eat cocinar cook cooking desayuno breakfast almuerzo lunch pan
      bread pollo chicken arroz rice pasta sopa soup tarta cake huevo huevos egg eggs cafe coffee
      te_verde tea vino wine cerveza beer restaurante restaurant viaje trip travel viajar vacaciones
      holiday vacation playa beach hotel vuelo flight ciudad city pais country capital rio river
      montana mountain mar sea oceano ocean planeta planet luna moon sol sun estrella star tierra
      earth universo universe perro dog perra gato cat mascota pet animal animales animals pajaro bird
      pez fish planta plantas plant plants flor flowers jardin garden hijo hija hijos son daughter
      kids children nino ninos madre mother mama mum mom padre father papa dad hermano hermana brother
      sister abuela abuelo grandma grandpa tia aunt tio uncle amigo amiga amigos friend friends novio
      novia boyfriend girlfriend marido mujer husband wife boda wedding cumpleanos birthday cumple
      navidad christmas fiesta party jefe boss vecino neighbour neighbor casa house home piso
      flat_mate cocina kitchen bano bathroom coche car bici bike tren train avion plane medico doctor
      salud health dolor pain headache duele fiebre fever dieta diet ejercicio exercise gimnasio gym
      dormir sleep sueno dream estres stress ansiedad anxiety feliz happy triste sad amor love miedo
      fear vida life muerte death rey king reina queen guerra war siglo century presidente president
      mundial world_cup futbol football soccer tenis tennis baloncesto basketball equipo team pelicula
      peliculas movie movies film series serie libro libros book books juego game games actor actriz
      actress cantante pintor painter pinto escritor writer tiempo_hace weather lluvia rain nieve snow
      verano summer invierno winter ropa clothes zapatos shoes color colour dinero money ahorrar
      trabajo job entrevista_de_trabajo interview colegio school universidad university examen exam
      profesor teacher deberes homework vacuna vaccine virus cerebro brain corazon heart sangre blood
      hueso bones pelo hair piel skin dientes teeth`,
  },
  {
    cue: 'product',
    words: `modelo model modelos models gguf quantiz* cuantiza* llm llms vx11 gpu vram ram token tokens
      contexto context_window temperature_setting prompt prompts cola_de queue_in prioridad_de`,
  },
  {
    cue: 'this',
    words: `este esta esto estos estas this these siguiente siguientes following below abajo above arriba
      adjunto adjunta attached pego pegado paste pasted here_is here_s here_are aqui_esta aqui_tienes
      aqui_va te_paso te_voy lo_siguiente ahi_va`,
  },
  {
    cue: 'own',
    words: `mi mis my our nuestro nuestra nuestros nuestras`,
  },
] as const;

export type Cue = (typeof CUE_WORDS)[number]['cue'];
